package dev.sluice.server.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what other processes do, by looking again and again. */
public final class Poll {

  /** Long enough for a machine that does many other things; met at once when all is well. */
  static final Duration PATIENCE = Duration.ofSeconds(45);

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final int SETTLED_TIMES = 5;

  private Poll() {}

  /**
   * Looks until what is seen is good, and returns that.
   *
   * @param what for people, when it never is
   */
  public static <T> T until(String what, Callable<T> probe, Predicate<? super T> good) {
    return until(what, PATIENCE, probe, good);
  }

  public static <T> T until(
      String what, Duration patience, Callable<T> probe, Predicate<? super T> good) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      T seen = look(what, probe);
      if (good.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError(
            "not within %d s: %s; last seen: %s".formatted(patience.toSeconds(), what, seen));
      }
      LockSupport.parkNanos(INTERVAL_NANOS);
    }
  }

  /** Looks until what is seen is the same several times in a row, and returns that. */
  public static <T> T settled(String what, Callable<T> probe) {
    List<T> seen = new ArrayList<>();
    until(
        what,
        () -> {
          T now = look(what, probe);
          if (!seen.isEmpty() && !seen.get(0).equals(now)) {
            seen.clear();
          }
          seen.add(now);
          return seen.size();
        },
        times -> times >= SETTLED_TIMES);
    return seen.get(0);
  }

  private static <T> T look(String what, Callable<T> probe) {
    try {
      return probe.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError("cannot look whether " + what, e);
    }
  }
}
