package dev.sluice.server.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds leaps of the wall clock: it is compared with the monotonic clock, by which it was right a
 * moment before. A clock that is slewed does not leap. Not thread-safe.
 */
public final class ClockComparison {

  /** What is smaller may be the time between two readings on a busy machine. */
  public static final Duration LEAST = Duration.ofSeconds(2);

  private Instant wall;
  private long nanos;

  public ClockComparison(Instant wall, long nowNanos) {
    this.wall = wall;
    this.nanos = nowNanos;
  }

  /** By how much the wall clock has leapt since the last call; negative when back. */
  public Optional<Duration> leap(Instant wallNow, long nowNanos) {
    Duration leap = Duration.between(wall.plusNanos(nowNanos - nanos), wallNow);
    wall = wallNow;
    nanos = nowNanos;
    return leap.abs().compareTo(LEAST) < 0 ? Optional.empty() : Optional.of(leap);
  }
}
