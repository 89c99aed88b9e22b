package dev.sluice.recorder.library;

import java.util.concurrent.atomic.AtomicBoolean;

/** When the manifest of an entry is written. Owned by the saver. */
final class Saving {

  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Far enough in the past, whatever the monotonic clock begins with. */
  private volatile long lastNanos = Long.MIN_VALUE / 2;

  private boolean failing;

  /** True for the one who has to schedule it. */
  boolean schedule() {
    return scheduled.compareAndSet(false, true);
  }

  long lastNanos() {
    return lastNanos;
  }

  void started(long nowNanos) {
    scheduled.set(false);
    lastNanos = nowNanos;
  }

  /** True when it went well before. */
  boolean failed() {
    boolean first = !failing;
    failing = true;
    return first;
  }

  void succeeded() {
    failing = false;
  }
}
