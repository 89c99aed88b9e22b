package dev.sluice.server.room;

import dev.sluice.server.room.NackResponder.Source;
import dev.sluice.server.room.forwarding.StreamRewriter;
import dev.sluice.server.room.forwarding.Vp8Rewriter;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.FormatMatcher;
import dev.sluice.server.rtp.codec.Vp8Descriptor;
import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.transport.RtpSender;

/**
 * The outgoing stream of one slot: whatever source is put into it, sequence numbers, timestamps and
 * codec counters go on without a seam. Packets are planned first and leave with {@link #flush}.
 *
 * <p>Owned by the room's loop.
 */
final class SlotStream {

  private static final int NO_FIELDS = 0;

  private final RtpSender sender;
  private final EgressPlan plan;
  private final StreamRewriter rewriter;
  private final Vp8Rewriter vp8;
  private final Vp8Descriptor descriptor = new Vp8Descriptor();
  private final NackResponder nacks;
  private Source source;

  /**
   * @param plan shared by the slots of a room, empty whenever another one is at work
   */
  SlotStream(RtpSender sender, EgressPlan plan) {
    this.sender = sender;
    this.plan = plan;
    this.rewriter =
        new StreamRewriter(
            sender.parameters().kind(),
            sender.stream().clockRate(),
            sender.stream().firstSequence(),
            sender.stream().firstTimestamp());
    this.vp8 = new Vp8Rewriter(sender.stream().firstTimestamp());
    this.nacks = new NackResponder(sender);
    sender.reportTimestamps(rewriter::timestampAt);
  }

  /** Answers for what was sent. */
  NackResponder nacks() {
    return nacks;
  }

  /** See {@link StreamRewriter#continuesSmoothly}. */
  boolean continuesSmoothly(long captureNanos) {
    return rewriter.continuesSmoothly(captureNanos);
  }

  /** See {@link StreamRewriter#earliestContinuationNanos}. */
  long earliestContinuationNanos() {
    return rewriter.earliestContinuationNanos();
  }

  /**
   * Goes on with another source, or with the same one at a later keyframe.
   *
   * @param first the packet with which it begins, to be written next
   * @param captureNanos when that was captured
   */
  void beginSource(Source next, HistoryPacket first, long captureNanos) {
    flush(); // what was planned from the former source may have another format
    rewriter.beginSource(first.extendedSequence(), first.extendedTimestamp(), captureNanos);
    vp8.beginSource();
    if (!next.equals(source)) {
      nacks.onSource(next);
    }
    source = next;
    HistoryPacket parameterSets = next.encoding().parameterSetsMissingIn(first);
    if (parameterSets != null && FormatMatcher.packetizationMode(next.format()) > 0) {
      long timestamp = rewriter.timestamp(first.extendedTimestamp());
      plan(parameterSets, rewriter.ownSequence(), timestamp, captureNanos);
    }
  }

  /** See {@link StreamRewriter#restamp}. */
  void restamp(HistoryPacket packet, long captureNanos) {
    rewriter.restamp(packet.extendedTimestamp(), captureNanos);
  }

  /** The next packet of the source; one without payload is left out, and leaves no gap. */
  void write(HistoryPacket packet, long captureNanos) {
    if (packet.payloadLength() == 0) {
      rewriter.exclude(packet.extendedSequence());
      return;
    }
    long sequence = rewriter.sequence(packet.extendedSequence());
    if (sequence == StreamRewriter.NOT_SENT) {
      return;
    }
    plan(packet, sequence, rewriter.timestamp(packet.extendedTimestamp()), captureNanos);
  }

  private void plan(HistoryPacket packet, long sequence, long timestamp, long captureNanos) {
    int fields = NO_FIELDS;
    int prefixLength = 0;
    int skip = 0;
    if (source.encoding().codec() == Codec.VP8
        && descriptor.wrap(packet.data(), packet.payloadOffset(), packet.payloadLength())) {
      fields = vp8.fields(descriptor);
      prefixLength = Vp8Rewriter.write(descriptor, fields, plan.nextPrefix(), 0);
      skip = descriptor.length();
    }
    plan.add(packet, sequence, (int) timestamp, prefixLength, skip);
    sender.stream()
        .sentLog()
        .record(
            sequence, (int) timestamp, source.encoding().id(), packet.extendedSequence(), fields);
    rewriter.onSent(sequence, timestamp, packet.marker(), captureNanos);
  }

  /** Sends what was planned. */
  void flush() {
    if (!plan.isEmpty()) {
      plan.send(sender, source.format());
    }
  }

  /** Gives up what was planned. */
  void abandon() {
    plan.clear();
  }

  void onEncodingRemoved(PublishedEncoding encoding) {
    nacks.onEncodingRemoved(encoding);
    if (source != null && source.encoding() == encoding) {
      source = null;
    }
  }

  /** The slot is empty: nothing holds on to what was in it. */
  void clear() {
    source = null;
    nacks.clear();
  }
}
