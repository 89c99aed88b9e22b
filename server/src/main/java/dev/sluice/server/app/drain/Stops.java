package dev.sluice.server.app.drain;

import dev.sluice.server.time.NanoClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be stopped, in the opposite order of its start. Each part has a time of its own and
 * all together have one: what does not end in it is left behind and the next one is stopped, so
 * that a disk that blocks or a receiver that hangs keeps nobody from a clean end. Parts are pushed
 * and run by one thread at a time; {@link #hurry} may be called by any.
 */
public final class Stops {

  private static final Logger log = LoggerFactory.getLogger(Stops.class);

  /** How long all takes at most when it is hurried. */
  private static final Duration LONGEST_HURRIED = Duration.ofSeconds(8);

  private static final Duration USUAL = Duration.ofSeconds(6);
  private static final long LOOK_MILLIS = 50;

  private record Stop(String what, Duration most, Runnable action) {}

  private final Deque<Stop> stops = new ArrayDeque<>();
  private final NanoClock clock;
  private final Duration longest;
  private final Duration longestHurried;
  private volatile boolean hurried;
  private volatile long deadlineNanos;

  /**
   * @param longest how long all takes at most
   */
  public Stops(Duration longest, NanoClock clock) {
    this(longest, LONGEST_HURRIED, clock);
  }

  /**
   * @param longestHurried the same when it is hurried
   */
  Stops(Duration longest, Duration longestHurried, NanoClock clock) {
    this.longest = longest;
    this.longestHurried = longestHurried;
    this.clock = clock;
  }

  /** Something that takes a moment. */
  public void push(Runnable action) {
    push("a part of the server", USUAL, action);
  }

  /**
   * @param what for people
   * @param most how long it is waited for
   * @param action bounded by itself as a rule
   */
  public void push(String what, Duration most, Runnable action) {
    stops.push(new Stop(what, most, action));
  }

  /** Stops everything; in vain the second time. */
  public void run() {
    deadlineNanos = clock.nanoTime() + (hurried ? longestHurried : longest).toNanos();
    while (!stops.isEmpty()) {
      run(stops.pop());
    }
  }

  /** It has to be over soon. */
  public void hurry() {
    hurried = true;
    long soon = clock.nanoTime() + longestHurried.toNanos();
    if (deadlineNanos - soon > 0) {
      deadlineNanos = soon;
    }
  }

  private void run(Stop stop) {
    CountDownLatch ended = new CountDownLatch(1);
    Thread thread = new Thread(() -> perform(stop, ended), "stop");
    thread.setDaemon(true);
    thread.start();
    long begun = clock.nanoTime();
    try {
      while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        long now = clock.nanoTime();
        if (now - begun >= stop.most().toNanos() || now - deadlineNanos >= 0) {
          log.warn(
              "end: {} has not ended in {} ms and is left behind",
              stop.what(),
              TimeUnit.NANOSECONDS.toMillis(now - begun));
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void perform(Stop stop, CountDownLatch ended) {
    try {
      stop.action().run();
    } catch (RuntimeException | Error e) {
      log.error("end: {} could not be stopped", stop.what(), e);
    } finally {
      ended.countDown();
    }
  }
}
