package dev.sluice.server.stream;

import java.util.Arrays;

/**
 * Finds the gaps in one received stream and says when to ask for what is missing (generic NACK, RFC
 * 4585 section 6.2.1).
 *
 * <p>A gap is first given a few milliseconds, because packets overtake each other; then it is asked
 * for once per round trip, with growing pauses. A packet that stays missing is given up, and so is
 * everything when too much is missing at once: then only a keyframe helps, and {@link
 * #takeKeyframeNeeded()} says so. Who can wait longer than a keyframe takes makes it {@linkplain
 * #persist persist}.
 *
 * <p>Not thread-safe; owned by the transport's MediaLoop. Allocates only while its list grows.
 */
public final class NackGenerator {

  private static final int INITIAL_CAPACITY = 32;

  /** Assumed until a round trip has been measured; the default of mediasoup and libwebrtc. */
  private static final long DEFAULT_ROUND_TRIP_NANOS = 100_000_000L;

  /** Pauses grow by a quarter with each try, so that a congested link is not pressed further. */
  private static final int BACK_OFF_NUMERATOR = 5;

  private static final int BACK_OFF_DENOMINATOR = 4;

  private final NackOptions options;

  /** The missing packets in ascending order, in the first {@link #count} places of each array. */
  private long[] sequences = new long[INITIAL_CAPACITY];

  private long[] missedNanos = new long[INITIAL_CAPACITY];
  private long[] dueNanos = new long[INITIAL_CAPACITY];
  private int[] tries = new int[INITIAL_CAPACITY];
  private int count;

  private boolean started;
  private long highestSequence;
  private boolean keyframeNeeded;
  private long persistNanos;

  private long requested;
  private long recovered;
  private long abandoned;

  public NackGenerator(NackOptions options) {
    this.options = options;
  }

  /**
   * Asks for packets even when they were given up, or a keyframe has made them pointless for who
   * watches.
   *
   * @param nanos how long from the time they were missed; 0 for no longer than the options say
   */
  public void persist(long nanos) {
    persistNanos = nanos;
  }

  /**
   * Notes that a packet is here, whether it came in the stream itself or was recovered from a
   * retransmission stream.
   */
  public void onPacket(long extendedSequence, long nowNanos) {
    if (!started) {
      started = true;
      highestSequence = extendedSequence;
      return;
    }
    if (extendedSequence > highestSequence) {
      long gap = extendedSequence - highestSequence - 1;
      if (gap > 0) {
        onGap(highestSequence + 1, gap, nowNanos);
      }
      highestSequence = extendedSequence;
      return;
    }
    int index = Arrays.binarySearch(sequences, 0, count, extendedSequence);
    if (index >= 0) {
      if (tries[index] > 0) {
        recovered++;
      }
      remove(index);
    }
  }

  private void onGap(long firstMissing, long gap, long nowNanos) {
    if (count + gap > options.maxMissing()) {
      forgetGivenUp();
    }
    if (count + gap > options.maxMissing()) {
      abandoned += count + gap;
      count = 0;
      keyframeNeeded = true;
      return;
    }
    ensureCapacity(count + (int) gap);
    for (long sequence = firstMissing; sequence < firstMissing + gap; sequence++) {
      sequences[count] = sequence;
      missedNanos[count] = nowNanos;
      dueNanos[count] = nowNanos + options.reorderGuardNanos();
      tries[count] = 0;
      count++;
    }
  }

  private void ensureCapacity(int wanted) {
    if (wanted <= sequences.length) {
      return;
    }
    int capacity = Math.min(options.maxMissing(), Math.max(wanted, 2 * sequences.length));
    sequences = Arrays.copyOf(sequences, capacity);
    missedNanos = Arrays.copyOf(missedNanos, capacity);
    dueNanos = Arrays.copyOf(dueNanos, capacity);
    tries = Arrays.copyOf(tries, capacity);
  }

  private void remove(int index) {
    int moved = count - index - 1;
    System.arraycopy(sequences, index + 1, sequences, index, moved);
    System.arraycopy(missedNanos, index + 1, missedNanos, index, moved);
    System.arraycopy(dueNanos, index + 1, dueNanos, index, moved);
    System.arraycopy(tries, index + 1, tries, index, moved);
    count--;
  }

  /**
   * Collects the packets to ask for now and counts them as asked for. What finds no room stays due.
   *
   * @param roundTripNanos to the publisher; 0 or less when unknown
   * @param sequencesOut takes 16-bit sequence numbers, oldest first
   * @return how many were written
   */
  public int collect(long nowNanos, long roundTripNanos, int[] sequencesOut) {
    int written = 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      boolean due = nowNanos - dueNanos[i] >= 0;
      if (tries[i] <= options.maxTries() && hopeless(i, due, nowNanos)) {
        keyframeNeeded = true;
        tries[i] = givenUp();
      }
      if (tries[i] == givenUp() && nowNanos - missedNanos[i] >= persistNanos) {
        abandoned++;
        continue;
      }
      if (due && written < sequencesOut.length) {
        sequencesOut[written++] = (int) (sequences[i] & 0xffff);
        dueNanos[i] = nowNanos + pauseNanos(tries[i], roundTripNanos);
        tries[i] += tries[i] == givenUp() ? 0 : 1;
        requested++;
      }
      move(i, kept++);
    }
    count = kept;
    return written;
  }

  /** What only persistence asks for must not be what exceeds the list. */
  private void forgetGivenUp() {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (tries[i] != givenUp()) {
        move(i, kept++);
      }
    }
    abandoned += count - kept;
    count = kept;
  }

  private void move(int from, int to) {
    if (from != to) {
      sequences[to] = sequences[from];
      missedNanos[to] = missedNanos[from];
      dueNanos[to] = dueNanos[from];
      tries[to] = tries[from];
    }
  }

  private boolean hopeless(int index, boolean due, long nowNanos) {
    return (due && tries[index] >= options.maxTries())
        || nowNanos - missedNanos[index] > options.maxAgeNanos();
  }

  /** The number of tries that marks a packet which is asked for by persistence only. */
  private int givenUp() {
    return options.maxTries() + 1;
  }

  private long pauseNanos(int triesBefore, long roundTripNanos) {
    long pause = roundTripNanos > 0 ? roundTripNanos : DEFAULT_ROUND_TRIP_NANOS;
    pause = Math.max(pause, options.minRetryNanos());
    for (int i = 0; i < triesBefore && pause < options.maxRetryNanos(); i++) {
      pause = pause * BACK_OFF_NUMERATOR / BACK_OFF_DENOMINATOR;
    }
    return Math.min(pause, options.maxRetryNanos());
  }

  /** True once after packets were given up: the stream cannot be repaired without a keyframe. */
  public boolean takeKeyframeNeeded() {
    boolean needed = keyframeNeeded;
    keyframeNeeded = false;
    return needed;
  }

  /** Forgets what is missing before {@code extendedSequence}: a keyframe began there. */
  public void clearBefore(long extendedSequence) {
    int kept = 0;
    while (kept < count && sequences[kept] < extendedSequence) {
      tries[kept] = givenUp();
      kept++;
    }
    if (kept == 0 || persistNanos > 0) {
      return;
    }
    int remaining = count - kept;
    System.arraycopy(sequences, kept, sequences, 0, remaining);
    System.arraycopy(missedNanos, kept, missedNanos, 0, remaining);
    System.arraycopy(dueNanos, kept, dueNanos, 0, remaining);
    System.arraycopy(tries, kept, tries, 0, remaining);
    count = remaining;
  }

  /** Packets missing now. */
  public int missing() {
    return count;
  }

  /** Sequence numbers asked for so far, repeats included. */
  public long requested() {
    return requested;
  }

  /** Packets that came after they had been asked for. */
  public long recovered() {
    return recovered;
  }

  /** Packets given up. */
  public long abandoned() {
    return abandoned;
  }
}
