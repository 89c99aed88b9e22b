package dev.sluice.server.ice;

import java.util.concurrent.TimeUnit;

/** Allows a burst and then a steady rate. */
final class TokenBucket {

  private final long nanosPerToken;
  private final long capacityNanos;
  private long creditNanos;
  private long lastNanos;

  TokenBucket(int perSecond, int burst, long nowNanos) {
    nanosPerToken = TimeUnit.SECONDS.toNanos(1) / perSecond;
    capacityNanos = nanosPerToken * burst;
    creditNanos = capacityNanos;
    lastNanos = nowNanos;
  }

  /** Takes one token; false when there is none. */
  boolean take(long nowNanos) {
    long elapsed = Math.max(0, nowNanos - lastNanos);
    // Bounded before it is added, so that a long silence cannot overflow.
    creditNanos = Math.min(capacityNanos, creditNanos + Math.min(elapsed, capacityNanos));
    lastNanos = nowNanos;
    if (creditNanos < nanosPerToken) {
      return false;
    }
    creditNanos -= nanosPerToken;
    return true;
  }
}
