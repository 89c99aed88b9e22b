package dev.sluice.server.media;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts durations in buckets, without allocating and in a few nanoseconds. Owned by one media
 * loop.
 */
final class DurationHistogram {

  private final List<Long> boundsNanos;
  private final long[] bounds;
  private final long[] counts;
  private long sumNanos;

  /**
   * @param boundsNanos inclusive upper bounds, ascending
   */
  DurationHistogram(List<Long> boundsNanos) {
    this.boundsNanos = List.copyOf(boundsNanos);
    this.bounds = boundsNanos.stream().mapToLong(Long::longValue).toArray();
    this.counts = new long[bounds.length + 1];
  }

  /** Counts {@code nanos} so many times; a negative duration counts as none at all. */
  void record(long nanos, long times) {
    long duration = Math.max(0, nanos);
    int bucket = 0;
    while (bucket < bounds.length && duration > bounds[bucket]) {
      bucket++;
    }
    counts[bucket] += times;
    sumNanos += duration * times;
  }

  DurationCounts snapshot() {
    List<Long> copied = new ArrayList<>(counts.length);
    for (long count : counts) {
      copied.add(count);
    }
    return new DurationCounts(boundsNanos, copied, sumNanos);
  }
}
