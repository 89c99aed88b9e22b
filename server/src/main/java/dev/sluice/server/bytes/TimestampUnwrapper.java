package dev.sluice.server.bytes;

/**
 * Extends 32-bit RTP timestamps to a count that never wraps, each taken as the one nearest to the
 * highest seen. The first result lies in [2^32, 2^33 - 1], so later ones are never negative.
 */
public final class TimestampUnwrapper {

  private static final long CYCLE = 1L << 32;

  private long highest;
  private boolean started;

  /** The extended form of {@code timestamp}; moves the highest seen forward. */
  public long unwrap(int timestamp) {
    long extended = nearest(timestamp);
    if (!started || extended > highest) {
      highest = extended;
      started = true;
    }
    return extended;
  }

  private long nearest(int timestamp) {
    if (!started) {
      return CYCLE + (timestamp & 0xffff_ffffL);
    }
    return highest + (timestamp - (int) highest);
  }
}
