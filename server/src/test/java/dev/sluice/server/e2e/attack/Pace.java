package dev.sluice.server.e2e.attack;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets things be done at a rate for some time, a few at once. */
final class Pace {

  private static final long BREATH_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final long beginNanos = System.nanoTime();
  private final long endNanos;
  private final double perNano;
  private long given;

  Pace(int perSecond, int seconds) {
    perNano = perSecond / 1e9;
    endNanos = beginNanos + TimeUnit.SECONDS.toNanos(seconds);
  }

  /** True when the next may be done, after a wait if need be; false when time is up. */
  boolean next() {
    while (true) {
      long now = System.nanoTime();
      if (now - endNanos >= 0) {
        return false;
      }
      if (given < (now - beginNanos) * perNano) {
        given++;
        return true;
      }
      LockSupport.parkNanos(BREATH_NANOS);
    }
  }

  /** So many so far. */
  long given() {
    return given;
  }
}
