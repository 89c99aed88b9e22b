package dev.sluice.server.transport;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.stream.PublisherClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One m-section in which a peer publishes, with the encodings that have shown up in it. */
public final class MediaReceiver {

  /** Hears of encodings as they appear. */
  public interface Listener {

    /**
     * A new encoding; where its packets go is to be set on it now, before the first is delivered.
     */
    void onEncoding(EncodingReceiver encoding);

    /** The encoding is gone: its SSRC was replaced, or the m-section stopped. */
    void onEncodingGone(EncodingReceiver encoding);
  }

  private final PublisherClock publisherClock;
  private final Listener listener;
  private final List<EncodingReceiver> encodings = new ArrayList<>();
  private final List<EncodingReceiver> encodingsView = Collections.unmodifiableList(encodings);
  private MediaParameters parameters;

  MediaReceiver(MediaParameters parameters, PublisherClock publisherClock, Listener listener) {
    this.parameters = parameters;
    this.publisherClock = publisherClock;
    this.listener = listener;
  }

  public MediaParameters parameters() {
    return parameters;
  }

  /** The encodings received so far, in order of appearance. */
  public List<EncodingReceiver> encodings() {
    return encodingsView;
  }

  void update(MediaParameters newParameters) {
    parameters = newParameters;
  }

  /** The encoding for a media SSRC that was not known before. */
  EncodingReceiver open(int ssrc, String rid, PayloadFormat format) {
    EncodingReceiver encoding =
        new EncodingReceiver(parameters.mid(), rid, ssrc, format, publisherClock);
    encodings.add(encoding);
    listener.onEncoding(encoding);
    return encoding;
  }

  void close(EncodingReceiver encoding) {
    if (encodings.remove(encoding)) {
      encoding.deliverNowhere();
      listener.onEncodingGone(encoding);
    }
  }

  void closeAll() {
    for (EncodingReceiver encoding : List.copyOf(encodings)) {
      close(encoding);
    }
  }

  Optional<EncodingReceiver> encodingByRid(String rid) {
    return encodings.stream().filter(encoding -> encoding.rid().equals(rid)).findFirst();
  }

  Optional<EncodingReceiver> encodingBySsrc(int ssrc) {
    return encodings.stream().filter(encoding -> encoding.ssrc() == ssrc).findFirst();
  }

  /** The agreed format with this payload type. */
  Optional<PayloadFormat> format(int payloadType) {
    return parameters.formats().stream()
        .filter(format -> format.payloadType() == payloadType)
        .findFirst();
  }

  /** The agreed format whose retransmissions have this payload type. */
  Optional<PayloadFormat> formatOfRtx(int payloadType) {
    return parameters.formats().stream()
        .filter(format -> format.hasRtx() && format.rtxPayloadType() == payloadType)
        .findFirst();
  }

  boolean declares(int ssrc) {
    return parameters.remoteSources().stream()
        .anyMatch(source -> source.ssrc() == ssrc || source.rtxSsrc() == ssrc);
  }

  /** The sequence number of the transport-cc extension at {@code offset}. */
  static int transportSequence(byte[] data, int offset) {
    return BigEndian.u16(data, offset);
  }

  int idOf(HeaderExtension extension) {
    return parameters.extensions().idOf(extension);
  }
}
