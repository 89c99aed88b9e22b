package dev.sluice.server.media;

import java.util.List;

/**
 * How long something took, counted in buckets.
 *
 * @param boundsNanos inclusive upper bounds of all buckets but the last, which has none
 * @param counts how many fell into each bucket; one more than bounds
 * @param sumNanos of all durations
 */
public record DurationCounts(List<Long> boundsNanos, List<Long> counts, long sumNanos) {

  public DurationCounts {
    boundsNanos = List.copyOf(boundsNanos);
    counts = List.copyOf(counts);
    if (counts.size() != boundsNanos.size() + 1) {
      throw new IllegalArgumentException(
          counts.size() + " counts for " + boundsNanos.size() + " bounds");
    }
  }
}
