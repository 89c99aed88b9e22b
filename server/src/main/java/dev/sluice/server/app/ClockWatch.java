package dev.sluice.server.app;

import dev.sluice.server.time.ClockComparison;
import dev.sluice.server.time.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of leaps of the machine's clock: media do not notice them, but who reads logs should. */
final class ClockWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);
  private static final long LOOK_SECONDS = 5;

  private final InstantSource wall;
  private final NanoClock clock;
  private final ClockComparison comparison;
  private final LongAdder leaps = new LongAdder();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "clock");
            made.setDaemon(true);
            return made;
          });

  private ClockWatch(InstantSource wall, NanoClock clock) {
    this.wall = wall;
    this.clock = clock;
    this.comparison = new ClockComparison(wall.instant(), clock.nanoTime());
  }

  static ClockWatch start(InstantSource wall, NanoClock clock) {
    ClockWatch watch = new ClockWatch(wall, clock);
    var unused =
        watch.thread.scheduleWithFixedDelay(
            watch::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return watch;
  }

  private void look() {
    Instant now = wall.instant();
    comparison.leap(now, clock.nanoTime()).ifPresent(leap -> tell(leap, now));
  }

  private void tell(Duration leap, Instant now) {
    leaps.increment();
    log.warn(
        "the machine's clock has leapt {} by {} and says {}: calls and recordings go on; tokens,"
            + " TURN credentials, links and certificates are judged by it",
        leap.isNegative() ? "back" : "forward",
        leap.abs().truncatedTo(ChronoUnit.SECONDS),
        now);
    listeners.forEach(Runnable::run);
  }

  /** From now on this runs after each leap, on this watch's thread; must not block. */
  void onLeap(Runnable listener) {
    listeners.add(listener);
  }

  /** How many there were. Any thread. */
  long leaps() {
    return leaps.sum();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
