package dev.sluice.server.e2e.soak;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** The time somebody stays, and what is done in it. */
final class Stay {

  private static final long SHORTEST_PAUSE_MILLIS = 200;

  private Stay() {}

  /** Something to be done. */
  interface Deed {
    void doIt() throws Exception;
  }

  /** Does some of these, again and again, in between doing nothing. */
  static void doing(Stage stage, RandomGenerator random, List<Deed> deeds) throws Exception {
    long shortest = stage.shortestStay().toMillis();
    long stay = shortest + random.nextLong(stage.longestStay().toMillis() - shortest + 1);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stay);
    long left = stay;
    while (left > 0) {
      if (!deeds.isEmpty()) {
        deeds.get(random.nextInt(deeds.size())).doIt();
      }
      long pause = SHORTEST_PAUSE_MILLIS + random.nextLong(Math.max(1, shortest));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.min(left, pause)));
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  static void idle(Stage stage, RandomGenerator random) throws Exception {
    doing(stage, random, List.of());
  }
}
