package dev.sluice.server.auth;

import dev.sluice.server.time.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A wall clock and a monotonic one that stand still until they are moved. */
public final class SettableInstant implements InstantSource, NanoClock {

  /** Close to where it wraps around. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

  private volatile Instant now = Instant.parse("2026-11-26T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  /** Time passes. */
  public void advance(Duration duration) {
    now = now.plus(duration);
    nanos.addAndGet(duration.toNanos());
  }

  /** Somebody sets the wall clock. */
  public void leap(Duration duration) {
    now = now.plus(duration);
  }
}
