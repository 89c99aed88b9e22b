package dev.sluice.server.transport;

import dev.sluice.server.stream.PublisherClock;
import dev.sluice.server.stream.SendStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The m-sections of one transport on the media side: receivers where the peer publishes, senders
 * where it receives. Follows what offers and answers agree, and keeps what gone streams have
 * counted, so that totals only grow.
 */
final class MediaSections {

  private final WebRtcTransport transport;
  private final RandomGenerator random;
  private final ReceiveDemux demux = new ReceiveDemux();
  private final List<RtpSender> senders = new ArrayList<>();
  private final List<RtpSender> sendersView = Collections.unmodifiableList(senders);
  private final PublisherClock publisherClock = new PublisherClock();
  private final MediaReceiver.Listener receiveListener;
  private final ReceiveTotals goneEncodings = new ReceiveTotals();

  private long gonePacketsSent;
  private long goneBytesSent;
  private long goneLostSent;

  MediaSections(WebRtcTransport transport, MediaReceiver.Listener owner, RandomGenerator random) {
    this.transport = transport;
    this.random = random;
    this.receiveListener =
        new MediaReceiver.Listener() {
          @Override
          public void onEncoding(EncodingReceiver encoding) {
            owner.onEncoding(encoding);
          }

          @Override
          public void onEncodingGone(EncodingReceiver encoding) {
            goneEncodings.add(encoding);
            owner.onEncodingGone(encoding);
          }
        };
  }

  ReceiveDemux demux() {
    return demux;
  }

  /** In the offer's order. */
  List<RtpSender> senders() {
    return sendersView;
  }

  Optional<RtpSender> sender(String mid) {
    return Optional.ofNullable(senderOrNull(mid));
  }

  private RtpSender senderOrNull(String mid) {
    for (RtpSender sender : senders) {
      if (sender.parameters().mid().equals(mid)) {
        return sender;
      }
    }
    return null;
  }

  /** Takes what an offer and its answer agreed. */
  void apply(List<MediaParameters> media) {
    for (MediaParameters section : media) {
      applyReceiving(section);
      applySending(section);
    }
  }

  private void applyReceiving(MediaParameters section) {
    Optional<MediaReceiver> known = demux.section(section.mid());
    if (!section.direction().receives()) {
      known.ifPresent(demux::remove);
      return;
    }
    if (known.isEmpty()) {
      demux.add(new MediaReceiver(section, publisherClock, receiveListener));
      return;
    }
    MediaReceiver receiver = known.get();
    boolean sameStreams =
        receiver.parameters().formats().equals(section.formats())
            && receiver.parameters().rids().equals(section.rids());
    receiver.update(section);
    if (!sameStreams) {
      demux.forgetRoutes(receiver);
    }
  }

  private void applySending(MediaParameters section) {
    RtpSender known = senderOrNull(section.mid());
    if (section.sendSource().isEmpty()) {
      if (known != null) {
        senders.remove(known);
        gonePacketsSent += known.stream().packets();
        goneBytesSent += known.stream().payloadBytes();
        goneLostSent += known.stream().mostPacketsLost();
      }
      return;
    }
    if (known != null) {
      known.update(section);
      return;
    }
    SendSource source = section.sendSource().get();
    SendStream stream =
        new SendStream(
            source.ssrc(),
            source.rtxSsrc(),
            section.kind(),
            section.formats().get(0).codec().clockRate(),
            random.nextLong());
    senders.add(new RtpSender(transport, section, stream));
  }

  void close() {
    for (MediaReceiver section : demux.sections()) {
      section.closeAll();
    }
  }

  ReceiveTotals received() {
    ReceiveTotals totals = new ReceiveTotals(goneEncodings);
    for (MediaReceiver section : demux.sections()) {
      section.encodings().forEach(totals::add);
    }
    return totals;
  }

  /** RTP packets, retransmissions left out. */
  long packetsSent() {
    long packets = gonePacketsSent;
    for (RtpSender sender : senders) {
      packets += sender.stream().packets();
    }
    return packets;
  }

  /** Payload bytes of those. */
  long bytesSent() {
    long bytes = goneBytesSent;
    for (RtpSender sender : senders) {
      bytes += sender.stream().payloadBytes();
    }
    return bytes;
  }

  /** Packets that the peer reported lost. */
  long lostSent() {
    long lost = goneLostSent;
    for (RtpSender sender : senders) {
      lost += sender.stream().mostPacketsLost();
    }
    return lost;
  }
}
