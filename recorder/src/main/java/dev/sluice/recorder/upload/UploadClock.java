package dev.sluice.recorder.upload;

import java.util.concurrent.locks.Condition;

/** The time of the uploads, and how their threads wait for it. */
public interface UploadClock {

  /** The machine's. */
  UploadClock SYSTEM =
      new UploadClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }

        @Override
        @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
        public void await(Condition news, long nanos) throws InterruptedException {
          long unused = news.awaitNanos(nanos);
        }
      };

  /** Monotonic nanoseconds, the same as {@link dev.sluice.recorder.RecorderEvent}'s. */
  long nanoTime();

  /** Milliseconds since 1970. */
  long epochMillis();

  /** Waits until there is news or the time is over; may return before. Holds the lock. */
  void await(Condition news, long nanos) throws InterruptedException;
}
