package dev.sluice.recorder.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes what one media loop has recorded. While something is recorded it looks
 * into the queue every few milliseconds, so that the loop never has to wake it; else it sleeps
 * until a recording begins.
 */
final class WriterThread {

  private static final Logger log = LoggerFactory.getLogger(WriterThread.class);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final WriterLoop loop;
  private final LongSupplier clock;
  private final Thread thread;
  private volatile boolean closing;

  WriterThread(String name, WriterLoop loop, LongSupplier clock) {
    this.loop = loop;
    this.clock = clock;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** There is something to do again; from any thread. */
  void wake() {
    LockSupport.unpark(thread);
  }

  /** Ends all recordings, then the thread. */
  void close() {
    closing = true;
    wake();
  }

  /**
   * Waits until it has ended.
   *
   * @return false when it did not in time
   */
  boolean join(long timeoutNanos) throws InterruptedException {
    TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, timeoutNanos));
    return !thread.isAlive();
  }

  private void run() {
    while (true) {
      long begun = clock.getAsLong();
      boolean last = closing;
      if (last) {
        loop.close();
      }
      int done = step(begun);
      loop.addBusyNanos(clock.getAsLong() - begun);
      if (done > 0) {
        continue;
      }
      if (!loop.isIdle()) {
        LockSupport.parkNanos(this, POLL_NANOS);
      } else if (last) {
        return;
      } else {
        LockSupport.park(this);
      }
    }
  }

  private int step(long nowNanos) {
    try {
      return loop.step(nowNanos);
    } catch (RuntimeException | Error e) {
      log.error("a fault of a recorder's thread; it goes on", e);
      return 0;
    }
  }
}
