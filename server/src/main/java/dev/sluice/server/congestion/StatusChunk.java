package dev.sluice.server.congestion;

/**
 * The packet status chunks of transport-wide feedback: 16 bits that tell the fate of several
 * packets.
 *
 * <pre>
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * |0| S |       run length        |   a run of equal statuses
 * |1|0|       symbol list         |   14 statuses of one bit: received with a small delta, or not
 * |1|1|       symbol list         |   7 statuses of two bits
 * </pre>
 */
final class StatusChunk {

  static final byte NOT_RECEIVED = 0;

  /** Received, with a delta of one byte. */
  static final byte SMALL_DELTA = 1;

  /** Received, with a delta of two bytes, which may be negative. */
  static final byte LARGE_DELTA = 2;

  static final int ONE_BIT_STATUSES = 14;
  static final int TWO_BIT_STATUSES = 7;
  private static final int MAX_RUN = 0x1fff;

  private StatusChunk() {}

  /** How many of statuses[from, to) the best chunk takes; at least one. */
  static int fit(byte[] statuses, int from, int to) {
    int run = run(statuses, from, to);
    int oneBit = oneBit(statuses, from, to);
    if (run >= Math.max(oneBit, TWO_BIT_STATUSES) || run == to - from) {
      return run;
    }
    // A one-bit list that is cut short by a large delta may still beat seven statuses.
    if (oneBit == ONE_BIT_STATUSES || oneBit == to - from) {
      return oneBit;
    }
    return Math.min(TWO_BIT_STATUSES, to - from);
  }

  /**
   * The chunk for the {@code count} statuses of statuses[from, to) that {@link #fit} chose. A list
   * that is not full stands at the end only, where the reader's count of statuses ends it.
   */
  static int encode(byte[] statuses, int from, int count, int to) {
    int end = from + count;
    boolean full = count == ONE_BIT_STATUSES;
    if (run(statuses, from, end) == count) {
      return (statuses[from] << 13) | count;
    }
    int bits = 0;
    if ((full || end == to) && oneBit(statuses, from, end) == count) {
      for (int i = from; i < end; i++) {
        bits |= statuses[i] << (ONE_BIT_STATUSES - 1 - (i - from));
      }
      return 0x8000 | bits;
    }
    for (int i = from; i < end; i++) {
      bits |= statuses[i] << (2 * (TWO_BIT_STATUSES - 1 - (i - from)));
    }
    return 0xc000 | bits;
  }

  private static int run(byte[] statuses, int from, int to) {
    int end = Math.min(to, from + MAX_RUN);
    int i = from + 1;
    while (i < end && statuses[i] == statuses[from]) {
      i++;
    }
    return i - from;
  }

  /** Leading statuses that one bit can tell, at most 14. */
  private static int oneBit(byte[] statuses, int from, int to) {
    int end = Math.min(to, from + ONE_BIT_STATUSES);
    int i = from;
    while (i < end && statuses[i] != LARGE_DELTA) {
      i++;
    }
    return i - from;
  }
}
