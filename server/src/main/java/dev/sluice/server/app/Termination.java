package dev.sluice.server.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears that the process has to end, and sees to it that it does. The first SIGTERM or SIGINT
 * begins an orderly end, the second one has it hurry, the third one ends at once. When the end
 * takes longer than it ever should, it is cut off.
 *
 * <p>The orderly end is the main thread's, so that no shutdown hook waits for anything while the
 * JVM's own lock is held. Ends that signals do not tell of (SIGHUP, somebody's {@code System.exit})
 * come by a hook, which waits for the main thread.
 */
final class Termination {

  private static final Logger log = LoggerFactory.getLogger(Termination.class);

  /** The exit code of an end that was cut off. */
  static final int CUT_OFF = 1;

  /** What a hurried end takes at most, with some patience. */
  private static final Duration HURRIED = Duration.ofSeconds(20);

  private static final Duration LAST_LINE = Duration.ofMillis(500);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger signals = new AtomicInteger();
  private final AtomicReference<Server> server = new AtomicReference<>();

  private Termination() {}

  /** Listens from now on. */
  static Termination listen() {
    Termination termination = new Termination();
    Signals.handle("TERM", termination::onSignal);
    Signals.handle("INT", termination::onSignal);
    Runtime.getRuntime().addShutdownHook(new Thread(termination::onJvmEnd, "shutdown"));
    return termination;
  }

  /** Waits until the process has to end, then ends {@code started}. */
  void await(Server started) {
    server.set(started);
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cutOffAfter(started.longestEnd(), "the end");
    started.close();
    ended.countDown();
  }

  private void onSignal(String name) {
    switch (signals.incrementAndGet()) {
      case 1 -> ask(name);
      case 2 -> hurry(name);
      default -> cutOff("%s came for the third time".formatted(name));
    }
  }

  private void ask(String name) {
    log.info("{}: the server ends", name);
    asked.countDown();
    if (server.get() == null) {
      // nobody can be here yet, and what is being started need not be finished for its end
      Runtime.getRuntime().halt(0);
    }
  }

  private void hurry(String name) {
    log.warn("{} again: the end is hurried, files are finished", name);
    Server running = server.get();
    if (running != null) {
      cutOffAfter(HURRIED, "the hurried end");
      running.hurry();
    }
  }

  /** Halts, because after a signal the JVM would end with 128 + its number although all is well. */
  private void onJvmEnd() {
    if (ended.getCount() == 0 || server.get() == null) {
      return;
    }
    asked.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }

  private static void cutOffAfter(Duration patience, String what) {
    start(
        "end-watch",
        () -> {
          try {
            TimeUnit.NANOSECONDS.sleep(patience.toNanos());
            cutOff("%s takes longer than %d s".formatted(what, patience.toSeconds()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Even where nobody reads what is logged. */
  private static void cutOff(String why) {
    Thread last = start("end-log", () -> log.error("{}: the process is cut off", why));
    try {
      last.join(LAST_LINE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(CUT_OFF);
  }

  private static Thread start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
