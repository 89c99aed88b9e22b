package dev.sluice.recorder.reorder;

/**
 * How long and how much a {@link ReorderBuffer} waits for a missing packet.
 *
 * @param packets from a missing packet to the newest that waits behind it: the greatest distance in
 *     sequence numbers, a power of two
 * @param bytes of payload that may wait
 * @param patienceNanos from when a packet is known to be missing until it is given up
 */
public record ReorderLimits(int packets, int bytes, long patienceNanos) {

  /** As long as a publisher answers NACKs, and enough for 30 Mbit/s in that time. */
  public static final ReorderLimits DEFAULT =
      new ReorderLimits(4_096, 4 * 1024 * 1024, 1_000_000_000L);

  private static final int LEAST_PACKETS = 64;

  /**
   * @throws IllegalArgumentException when packets is no power of two from 64 on, or bytes or
   *     patience are negative
   */
  public ReorderLimits {
    if (packets < LEAST_PACKETS || Integer.bitCount(packets) != 1) {
      throw new IllegalArgumentException("packets must be a power of two from 64 on: " + packets);
    }
    if (bytes < 0 || patienceNanos < 0) {
      throw new IllegalArgumentException("bytes and patience must not be negative");
    }
  }
}
