package dev.sluice.server.scenario;

import dev.sluice.server.time.NanoClock;

/** A clock that stands still until it is moved. */
public final class VirtualClock implements NanoClock {

  private long nowNanos = 1_000_000_000_000L;

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  void advance(long nanos) {
    nowNanos += nanos;
  }
}
