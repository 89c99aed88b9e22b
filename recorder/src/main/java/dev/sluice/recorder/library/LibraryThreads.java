package dev.sluice.recorder.library;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library's threads: one writes manifests and deletes files, so that these never meet; one
 * looks at the disk; one deletes what is too old, which may wait for a store; one does what takes
 * long (reading the directory, recovery, checksums).
 */
final class LibraryThreads {

  private static final Logger log = LoggerFactory.getLogger(LibraryThreads.class);

  private static final long STOP_SECONDS = 10;

  private final ScheduledExecutorService disk = thread("recorder-library");
  private final ScheduledExecutorService housekeeping = thread("recorder-housekeeping");
  private final ScheduledExecutorService retention = thread("recorder-retention");
  private final ScheduledExecutorService work = thread("recorder-recovery");

  private static ScheduledExecutorService thread(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    return executor;
  }

  ScheduledExecutorService disk() {
    return disk;
  }

  ScheduledExecutorService housekeeping() {
    return housekeeping;
  }

  ScheduledExecutorService retention() {
    return retention;
  }

  ScheduledExecutorService work() {
    return work;
  }

  /** Runs a task on the disk's thread and waits for it. */
  <T> T onDisk(Callable<T> task) throws IOException {
    try {
      return join(disk.submit(task));
    } catch (RejectedExecutionException e) {
      throw new IOException("the library is closed", e);
    }
  }

  private static <T> T join(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw new IOException(failed.getMessage(), failed);
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ends long work and house-keeping at once, then lets {@code last} be done on the disk. */
  void close(Runnable last) {
    housekeeping.shutdownNow();
    retention.shutdownNow();
    work.shutdownNow();
    Future<?> done = disk.submit(last);
    try {
      done.get(STOP_SECONDS, TimeUnit.SECONDS);
      disk.shutdownNow();
      if (!work.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        log.warn("the recovery of recordings does not end");
      }
    } catch (ExecutionException | TimeoutException e) {
      log.warn("the last manifests were not saved: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
