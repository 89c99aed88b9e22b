package dev.sluice.recorder.backup;

import java.util.Arrays;

/**
 * Chunks that a store has, by half of their SHA-256, and their lengths: 20 bytes each in a hash
 * table with open addressing that is at most two thirds full, so that millions fit into memory. Two
 * different chunks with the same half are not to be had on purpose either, in 2⁶⁴ tries.
 */
final class ChunkTable {

  private static final int FIRST_ROOM = 1 << 10;

  /** Two of each chunk. */
  private long[] halves = new long[2 * FIRST_ROOM];

  /** Their lengths; none is at a place that is free. */
  private int[] lengths = emptied(FIRST_ROOM);

  private int count;

  private static int[] emptied(int room) {
    int[] lengths = new int[room];
    Arrays.fill(lengths, -1);
    return lengths;
  }

  /**
   * Adds one, or changes its length.
   *
   * @param sha256 in hexadecimal
   * @param bytes not negative
   */
  void put(String sha256, int bytes) {
    if (3L * (count + 1) > 2L * lengths.length) {
      grow();
    }
    long high = high(sha256);
    long low = low(sha256);
    int place = place(high, low);
    if (lengths[place] < 0) {
      count++;
    }
    set(place, high, low, bytes);
  }

  /** Whether there is one of this length. */
  boolean has(String sha256, int bytes) {
    return lengths[place(high(sha256), low(sha256))] == bytes;
  }

  int count() {
    return count;
  }

  private void set(int place, long high, long low, int bytes) {
    halves[2 * place] = high;
    halves[2 * place + 1] = low;
    lengths[place] = bytes;
  }

  /** Where it is, or would be. */
  private int place(long high, long low) {
    int mask = lengths.length - 1;
    int place = (int) low & mask;
    while (lengths[place] >= 0 && (halves[2 * place] != high || halves[2 * place + 1] != low)) {
      place = place + 1 & mask;
    }
    return place;
  }

  private void grow() {
    long[] before = halves;
    int[] lengthsBefore = lengths;
    halves = new long[2 * before.length];
    lengths = emptied(2 * lengthsBefore.length);
    for (int i = 0; i < lengthsBefore.length; i++) {
      if (lengthsBefore[i] >= 0) {
        long high = before[2 * i];
        long low = before[2 * i + 1];
        set(place(high, low), high, low, lengthsBefore[i]);
      }
    }
  }

  private static long high(String sha256) {
    return Long.parseUnsignedLong(sha256, 0, 16, 16);
  }

  private static long low(String sha256) {
    return Long.parseUnsignedLong(sha256, 16, 32, 16);
  }
}
