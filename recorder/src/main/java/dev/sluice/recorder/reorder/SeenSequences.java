package dev.sluice.recorder.reorder;

import java.util.Arrays;

/**
 * Remembers which of the latest sequence numbers came, so that a copy of a packet can be told from
 * one that was given up. A ring of bits.
 */
final class SeenSequences {

  private final long[] words;
  private final int mask;

  /**
   * @param size how many numbers back, a power of two from 64 on
   */
  SeenSequences(int size) {
    words = new long[size / Long.SIZE];
    mask = size - 1;
  }

  int size() {
    return mask + 1;
  }

  void clear() {
    Arrays.fill(words, 0);
  }

  boolean contains(long sequence) {
    return (words[word(sequence)] & bit(sequence)) != 0;
  }

  void add(long sequence) {
    words[word(sequence)] |= bit(sequence);
  }

  /** The numbers {@code first} to {@code first + count - 1} did not come. */
  void remove(long first, long count) {
    if (count >= size()) {
      clear();
      return;
    }
    for (long sequence = first; sequence < first + count; sequence++) {
      words[word(sequence)] &= ~bit(sequence);
    }
  }

  private int word(long sequence) {
    return ((int) sequence & mask) / Long.SIZE;
  }

  private static long bit(long sequence) {
    return 1L << sequence;
  }
}
