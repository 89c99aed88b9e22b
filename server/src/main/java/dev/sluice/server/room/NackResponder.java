package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.Vp8Rewriter;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.codec.Vp8Descriptor;
import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.stream.SentLog;
import dev.sluice.server.transport.RtpSender;
import java.util.Arrays;

/**
 * Answers one slot's NACKs from the histories of the encodings it has forwarded. Owned by the
 * room's loop.
 */
final class NackResponder {

  /**
   * Sources whose histories may still be asked for: more switches than this do not fit into a round
   * trip.
   */
  private static final int RECENT_SOURCES = 4;

  private final RtpSender sender;
  private final Source[] recent = new Source[RECENT_SOURCES];
  private final Vp8Descriptor descriptor = new Vp8Descriptor();
  private final byte[] prefix = new byte[EgressPlan.MAX_PREFIX];
  private int nextRecent;
  private long retransmitted;

  /** An encoding that was or is forwarded, and the receiver's format for it. */
  record Source(PublishedEncoding encoding, PayloadFormat format) {}

  NackResponder(RtpSender sender) {
    this.sender = sender;
  }

  /** The slot goes on with this source. */
  void onSource(Source source) {
    recent[nextRecent] = source;
    nextRecent = (nextRecent + 1) % RECENT_SOURCES;
  }

  void onEncodingRemoved(PublishedEncoding encoding) {
    for (int i = 0; i < recent.length; i++) {
      if (recent[i] != null && recent[i].encoding() == encoding) {
        recent[i] = null;
      }
    }
  }

  /** An empty slot must not keep the history of who was in it. */
  void clear() {
    Arrays.fill(recent, null);
  }

  /** Packets sent again on request. */
  long retransmitted() {
    return retransmitted;
  }

  /** The receiver misses a packet; it gets it again if it is still there. */
  void onNack(int sequenceNumber, long nowNanos) {
    SentLog log = sender.stream().sentLog();
    int place = log.find(sequenceNumber, nowNanos, sender.stream().roundTripNanos());
    if (place < 0) {
      return;
    }
    Source from = recentSource(log.sourceId(place));
    HistoryPacket packet = from == null ? null : from.encoding().packet(log.sourceSequence(place));
    if (packet == null) {
      return;
    }
    int prefixLength = 0;
    int skip = 0;
    if (from.encoding().codec() == Codec.VP8
        && descriptor.wrap(packet.data(), packet.payloadOffset(), packet.payloadLength())) {
      prefixLength = Vp8Rewriter.write(descriptor, log.codecFields(place), prefix, 0);
      skip = descriptor.length();
    }
    boolean sent =
        sender.retransmit(
            packet,
            from.format(),
            log.outgoingSequence(place),
            log.timestamp(place),
            prefix,
            prefixLength,
            skip);
    if (sent) {
      retransmitted++;
      log.onResent(place, nowNanos);
    }
  }

  private Source recentSource(int encodingId) {
    for (Source candidate : recent) {
      if (candidate != null && candidate.encoding().id() == encodingId) {
        return candidate;
      }
    }
    return null;
  }
}
