package dev.sluice.server.signaling.whep;

import dev.sluice.server.signaling.SessionLoop;
import dev.sluice.server.time.NanoClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread that does what it is given at once, but what is to come later when the test says so. */
final class SteppedLoop implements SessionLoop, NanoClock, AutoCloseable {

  private record Later(long atNanos, Runnable task) {}

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final List<Later> later = new ArrayList<>();
  private volatile long nowNanos;

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public void execute(Runnable task) {
    thread.execute(task);
  }

  @Override
  public synchronized Timer schedule(Runnable task, long delayNanos) {
    Later entry = new Later(nowNanos + delayNanos, task);
    later.add(entry);
    return () -> cancel(entry);
  }

  private synchronized void cancel(Later entry) {
    later.remove(entry);
  }

  /** Lets time pass, and waits until everything due is done. */
  void advanceSeconds(int seconds) {
    List<Later> due;
    synchronized (this) {
      nowNanos += seconds * 1_000_000_000L;
      due = later.stream().filter(entry -> entry.atNanos() <= nowNanos).toList();
      later.removeAll(due);
    }
    due.stream()
        .sorted(Comparator.comparingLong(Later::atNanos))
        .forEach(entry -> thread.execute(entry.task()));
    settle();
  }

  /** Waits until everything that was given is done. */
  void settle() {
    try {
      thread.submit(() -> {}).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** How many timers run. */
  synchronized int timers() {
    return later.size();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
