package dev.sluice.server.signaling;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A session loop that is a thread of its own, for sessions without a connection. */
public final class ThreadSessionLoop implements SessionLoop, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ThreadSessionLoop.class);
  private static final long CLOSE_TIMEOUT_SECONDS = 2;

  private final ScheduledThreadPoolExecutor thread;

  /**
   * Starts the thread.
   *
   * @param name for people who look at threads
   */
  public ThreadSessionLoop(String name) {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = new Thread(task, name);
              made.setDaemon(true);
              return made;
            },
            // whoever comes while this closes must not fail for it: media loops do
            new ThreadPoolExecutor.DiscardPolicy());
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Tasks that come after {@link #close} are dropped. */
  @Override
  public void execute(Runnable task) {
    thread.execute(() -> run(task));
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    ScheduledFuture<?> waiting = thread.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
    return () -> waiting.cancel(false);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("a task of the signaling thread failed", e);
    }
  }

  /** Runs what is there already, without what waits for its time, and ends the thread. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
