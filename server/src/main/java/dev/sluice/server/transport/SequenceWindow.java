package dev.sluice.server.transport;

import java.util.Arrays;

/**
 * Remembers which of the last {@value #SIZE} extended sequence numbers have been seen, so that a
 * packet that arrives both by itself and as a retransmission counts once.
 */
final class SequenceWindow {

  private static final int SIZE = 2048;
  private static final int WORD_BITS = 64;

  private final long[] seen = new long[SIZE / WORD_BITS];
  private long highest = Long.MIN_VALUE;

  /** Notes {@code sequence}. False when it was seen before or lies too far back to tell. */
  boolean add(long sequence) {
    if (highest == Long.MIN_VALUE) {
      highest = sequence;
    } else if (sequence > highest) {
      forget(highest + 1, sequence);
      highest = sequence;
    } else if (sequence <= highest - SIZE) {
      return false;
    }
    int bit = (int) (sequence & (SIZE - 1));
    long mask = 1L << (bit & (WORD_BITS - 1));
    int word = bit / WORD_BITS;
    if ((seen[word] & mask) != 0) {
      return false;
    }
    seen[word] |= mask;
    return true;
  }

  private void forget(long from, long to) {
    if (to - from >= SIZE) {
      Arrays.fill(seen, 0);
      return;
    }
    for (long sequence = from; sequence <= to; sequence++) {
      int bit = (int) (sequence & (SIZE - 1));
      seen[bit / WORD_BITS] &= ~(1L << (bit & (WORD_BITS - 1)));
    }
  }
}
