package dev.sluice.recorder.library;

import java.time.Duration;
import java.time.Instant;

/**
 * The time by which recordings grow old: the wall clock's, as long as that is plausible. A wall
 * clock that leaps forward, since somebody set it or its battery is empty, would have everything
 * deleted at once. What it says after a leap is believed when it has gone on from there for a day;
 * until then time goes on as the monotonic clock does. A clock that leaps back is believed, since
 * nothing is deleted by it. At the start the leap is judged by when this directory was last used.
 * Knows no clock. Not thread-safe.
 */
final class RetentionClock {

  /** How long a clock that has leapt must go on. */
  static final Duration CONFIRMATION = Duration.ofDays(1);

  /** By how much clocks may differ that go on together; it is looked each minute. */
  static final Duration TOLERANCE = Duration.ofMinutes(10);

  /** How long a server may be off before its clock is doubted. */
  private static final Duration MOST_OFF = Duration.ofDays(7);

  private Instant believed;
  private long believedNanos;
  private Duration tolerance = MOST_OFF;

  /** Null while the wall clock is believed. */
  private Instant leaptTo;

  private long leaptNanos;

  /**
   * @param lastUsed when something was last written here
   */
  RetentionClock(Instant lastUsed, long nowNanos) {
    believed = lastUsed;
    believedNanos = nowNanos;
  }

  /** What time it is for recordings. */
  Instant now(Instant wall, long nowNanos) {
    Instant expected = believed.plusNanos(nowNanos - believedNanos);
    boolean plausible = !wall.isAfter(expected.plus(tolerance));
    tolerance = TOLERANCE;
    if (plausible || confirmed(wall, nowNanos)) {
      believed = wall;
      believedNanos = nowNanos;
      leaptTo = null;
      return wall;
    }
    return expected;
  }

  private boolean confirmed(Instant wall, long nowNanos) {
    Duration since = Duration.ofNanos(nowNanos - leaptNanos);
    boolean goesOn =
        leaptTo != null
            && Duration.between(leaptTo.plus(since), wall).abs().compareTo(TOLERANCE) <= 0;
    if (!goesOn) {
      leaptTo = wall;
      leaptNanos = nowNanos;
      return false;
    }
    return since.compareTo(CONFIRMATION) >= 0;
  }

  /** True while the wall clock is not believed. */
  boolean doubts() {
    return leaptTo != null;
  }
}
