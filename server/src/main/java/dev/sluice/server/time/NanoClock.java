package dev.sluice.server.time;

/** A monotonic clock in nanoseconds with an arbitrary origin; only differences mean anything. */
@FunctionalInterface
public interface NanoClock {

  /** The present instant in nanoseconds. Compare instants as {@code a - b < 0}. */
  long nanoTime();
}
