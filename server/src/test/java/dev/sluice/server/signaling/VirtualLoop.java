package dev.sluice.server.signaling;

import dev.sluice.server.time.NanoClock;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A session loop in virtual time: runs when the test says so, on the test's thread. */
final class VirtualLoop implements SessionLoop, NanoClock {

  private record Later(long atNanos, long order, Runnable task) {}

  private final Queue<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::atNanos).thenComparing(Later::order));
  private long nowNanos = 1_000_000;
  private long order;

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public void execute(Runnable task) {
    ready.add(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNanos) {
    Later entry = new Later(nowNanos + delayNanos, order++, task);
    later.add(entry);
    return () -> later.remove(entry);
  }

  /** Runs everything that is due. */
  void run() {
    Runnable task = ready.poll();
    while (task != null) {
      task.run();
      task = ready.poll();
    }
  }

  /** Lets time pass and runs what becomes due. */
  void advanceSeconds(double seconds) {
    long end = nowNanos + (long) (seconds * 1e9);
    run();
    while (!later.isEmpty() && later.peek().atNanos() <= end) {
      Later next = later.remove();
      nowNanos = next.atNanos();
      next.task().run();
      run();
    }
    nowNanos = end;
  }
}
