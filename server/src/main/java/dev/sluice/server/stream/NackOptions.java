package dev.sluice.server.stream;

/**
 * How a {@link NackGenerator} asks for missing packets.
 *
 * @param reorderGuardNanos how long a gap may be mere reordering before it is asked for
 * @param minRetryNanos least time between two requests for one packet
 * @param maxRetryNanos most time between two requests for one packet
 * @param maxTries requests per packet, after which it is given up
 * @param maxAgeNanos how long a packet may be missing before it is given up
 * @param maxMissing missing packets remembered; more at once are beyond repair
 */
public record NackOptions(
    long reorderGuardNanos,
    long minRetryNanos,
    long maxRetryNanos,
    int maxTries,
    long maxAgeNanos,
    int maxMissing) {

  private static final long MILLISECOND = 1_000_000L;

  /**
   * Values between those of mediasoup (10 tries, list of 1000) and LiveKit (20 to 400 ms between
   * tries). A second of patience is as long as a conversation can bear; then a keyframe is better.
   */
  public static final NackOptions DEFAULTS =
      new NackOptions(
          10 * MILLISECOND, 20 * MILLISECOND, 400 * MILLISECOND, 10, 1_000 * MILLISECOND, 1_000);

  public NackOptions {
    if (maxTries < 1 || maxMissing < 1 || minRetryNanos > maxRetryNanos) {
      throw new IllegalArgumentException("NACK options out of range");
    }
  }
}
