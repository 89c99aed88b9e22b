package dev.sluice.server.bytes;

/**
 * Extends 16-bit sequence numbers to a count that never wraps: each is taken as the number nearest
 * to the highest one seen, so late packets get their true place.
 *
 * <p>The first result lies in [65536, 131071]. A packet up to half the number space older than the
 * first therefore still has a positive extended number.
 */
public final class SequenceUnwrapper {

  private static final long CYCLE = 1L << 16;

  private long highest;
  private boolean started;

  /** The extended form of {@code sequence}; moves the highest seen forward. */
  public long unwrap(int sequence) {
    long extended = nearest(sequence);
    if (!started || extended > highest) {
      highest = extended;
      started = true;
    }
    return extended;
  }

  private long nearest(int sequence) {
    if (!started) {
      return CYCLE + (sequence & 0xffff);
    }
    return highest + (short) (sequence - (int) highest);
  }
}
