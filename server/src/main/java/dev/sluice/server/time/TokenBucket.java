package dev.sluice.server.time;

/** Allows a burst and an average rate. Not thread-safe. */
public final class TokenBucket {

  private static final double NANOS_PER_SECOND = 1e9;

  private final long nanosPerToken;
  private final long capacityNanos;
  private long creditNanos;
  private long filledNanos;

  /**
   * Full at first.
   *
   * @param burst how many tokens it holds
   * @param perSecond the average rate, to the nearest nanosecond a token
   */
  public TokenBucket(long burst, double perSecond, long nowNanos) {
    nanosPerToken = Math.max(1, Math.round(NANOS_PER_SECOND / perSecond));
    capacityNanos = nanosPerToken * burst;
    creditNanos = capacityNanos;
    filledNanos = nowNanos;
  }

  /** Takes one token; false when there is none. */
  public boolean take(long nowNanos) {
    return take(1, nowNanos);
  }

  /** Whether {@link #take(long)} would succeed. */
  public boolean has(long nowNanos) {
    fill(nowNanos);
    return creditNanos >= nanosPerToken;
  }

  /** Takes {@code count} tokens; takes none and says false when there are fewer. */
  public boolean take(long count, long nowNanos) {
    fill(nowNanos);
    if (creditNanos / nanosPerToken < count) {
      return false;
    }
    creditNanos -= count * nanosPerToken;
    return true;
  }

  private void fill(long nowNanos) {
    long elapsed = Math.max(0, nowNanos - filledNanos);
    // Bounded before it is added, so that a long silence cannot overflow.
    creditNanos = Math.min(capacityNanos, creditNanos + Math.min(elapsed, capacityNanos));
    filledNanos = nowNanos;
  }
}
