package dev.sluice.server.srtp;

import java.util.Arrays;

/**
 * Which of the last packets of one SSRC were opened, RFC 3711 section 3.3.2: a ring of bits
 * addressed by the low bits of the index, behind the highest index seen.
 *
 * <p>{@link #accepts} asks before the tag is verified and changes nothing; {@link #record} is
 * called only for authentic packets, so that a forger cannot move the window.
 */
final class ReplayWindow {

  private final long[] bits;
  private final int size;
  private long highest = -1;

  ReplayWindow(int size) {
    checkSize(size);
    this.size = size;
    this.bits = new long[size >>> 6];
  }

  static void checkSize(int size) {
    if (size < 64 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("replay window " + size);
    }
  }

  /** The highest index recorded, or -1. */
  long highest() {
    return highest;
  }

  boolean accepts(long index) {
    if (index > highest) {
      return true;
    }
    return highest - index < size && (bits[word(index)] & 1L << index) == 0;
  }

  void record(long index) {
    if (index > highest) {
      if (index - highest >= size) {
        Arrays.fill(bits, 0);
      } else {
        for (long skipped = highest + 1; skipped < index; skipped++) {
          bits[word(skipped)] &= ~(1L << skipped);
        }
      }
      highest = index;
    }
    bits[word(index)] |= 1L << index;
  }

  private int word(long index) {
    return (int) (index & size - 1) >>> 6;
  }
}
