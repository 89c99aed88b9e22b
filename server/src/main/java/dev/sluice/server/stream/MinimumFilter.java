package dev.sluice.server.stream;

/**
 * The least of the values seen in the last one to two windows: how one finds the offset between two
 * clocks when every sample is that offset plus a network delay that is never negative. Old minima
 * leave, so that clocks which drift apart are followed.
 */
final class MinimumFilter {

  private final long windowNanos;
  private long windowStartNanos;
  private long current;
  private long previous;
  private int windows;

  MinimumFilter(long windowNanos) {
    this.windowNanos = windowNanos;
  }

  boolean hasValue() {
    return windows > 0;
  }

  void add(long value, long nowNanos) {
    if (windows == 0) {
      reset(value, nowNanos);
      return;
    }
    long elapsed = nowNanos - windowStartNanos;
    if (elapsed >= windowNanos) {
      // After a pause longer than two windows nothing old is left to compare with.
      previous = elapsed >= 2 * windowNanos ? value : current;
      current = value;
      windowStartNanos = nowNanos;
      windows = 2;
      return;
    }
    current = Math.min(current, value);
  }

  /** Starts anew from one value. */
  void reset(long value, long nowNanos) {
    current = value;
    previous = value;
    windowStartNanos = nowNanos;
    windows = 1;
  }

  /** The minimum; meaningless before the first {@link #add}. */
  long value() {
    return windows < 2 ? current : Math.min(current, previous);
  }
}
