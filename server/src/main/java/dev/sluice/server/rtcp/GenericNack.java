package dev.sluice.server.rtcp;

import java.util.List;

/**
 * Packets a receiver misses. RFC 4585 §6.2.1.
 *
 * @param senderSsrc who asks
 * @param mediaSsrc the stream with the gaps
 * @param sequenceNumbers PID and BLP fields expanded, each 0 to 65535, in the order of the packet,
 *     at most {@link #MAX_SEQUENCE_NUMBERS}; what goes beyond is left out
 */
public record GenericNack(int senderSsrc, int mediaSsrc, List<Integer> sequenceNumbers)
    implements RtcpPacket {

  /** Senders keep about this many packets at most, so a longer list cannot be served. */
  public static final int MAX_SEQUENCE_NUMBERS = 1024;

  public GenericNack {
    sequenceNumbers = List.copyOf(sequenceNumbers);
  }
}
