package dev.sluice.server.signaling;

import java.util.concurrent.Executor;

/** The one thread that owns a connection or a session: runs tasks in order, and later. */
public interface SessionLoop extends Executor {

  /** Runs {@code task} on this loop after {@code delayNanos}, unless it is cancelled before. */
  Timer schedule(Runnable task, long delayNanos);

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Timer {
    /** Idempotent; on the loop, the task does not run afterwards. */
    void cancel();
  }
}
