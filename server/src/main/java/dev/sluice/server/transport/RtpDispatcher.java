package dev.sluice.server.transport;

import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.RtpPacket;
import dev.sluice.server.rtp.RtxCodec;

/**
 * Brings each RTP packet of a peer to the encoding it belongs to: holds the peer to its bitrate,
 * finds the encoding, notes the arrival for transport-cc, and undoes retransmission (RFC 4588). A
 * packet that gets no further is counted as dropped.
 *
 * <p>Owned by the transport's media loop.
 */
final class RtpDispatcher {

  private final ReceiveDemux demux;
  private final RtcpOutbox outbox;
  private final DropCounters drops;
  private final ReceiveLimit limit = new ReceiveLimit();
  private final RtpPacket packet = new RtpPacket();

  RtpDispatcher(ReceiveDemux demux, RtcpOutbox outbox, DropCounters drops) {
    this.demux = demux;
    this.outbox = outbox;
    this.drops = drops;
  }

  /** See {@link ReceiveLimit}; the peer is told as well. */
  void limit(int bitrateBps, long nowNanos) {
    limit.set(bitrateBps, nowNanos);
    outbox.limit(bitrateBps);
  }

  /** One packet that was opened; it is changed in place. */
  void dispatch(byte[] data, int offset, int length, long nowNanos) {
    if (!packet.wrap(data, offset, length)) {
      drops.count(DropReason.MALFORMED);
      return;
    }
    if (!limit.takes(length, nowNanos)) {
      drops.count(DropReason.OVER_BITRATE);
      return;
    }
    ReceiveDemux.Route route = demux.routeOrNull(packet);
    if (route == null) {
      drops.count(demux.refusal());
      return;
    }
    noteTransportSequence(route, nowNanos);
    deliver(route, nowNanos);
  }

  /** Padding and retransmissions count as well: they were in the network like any other packet. */
  private void noteTransportSequence(ReceiveDemux.Route route, long nowNanos) {
    int id = route.section.idOf(HeaderExtension.TRANSPORT_CC);
    if (id != 0 && packet.findExtension(id) && packet.extensionLength() == 2) {
      outbox
          .feedback()
          .onPacket(
              MediaReceiver.transportSequence(packet.buffer(), packet.extensionOffset()), nowNanos);
      outbox.feedbackAbout(packet.ssrc(), route.section);
    }
  }

  private void deliver(ReceiveDemux.Route route, long nowNanos) {
    EncodingReceiver.Arrival arrival = EncodingReceiver.Arrival.DIRECT;
    if (route.retransmission) {
      EncodingReceiver primary = route.encoding;
      if (!RtxCodec.restore(packet, primary.ssrc(), primary.format().payloadType())) {
        drops.count(DropReason.STRAY_RETRANSMISSION);
        return;
      }
      arrival = EncodingReceiver.Arrival.RETRANSMITTED;
    }
    if (!route.encoding.receive(packet, nowNanos, arrival)) {
      drops.count(DropReason.DUPLICATE);
    } else if (!route.encoding.wanted()) {
      drops.count(DropReason.NOT_PUBLISHED);
    }
  }
}
