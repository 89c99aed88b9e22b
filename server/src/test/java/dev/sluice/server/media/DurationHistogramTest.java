package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {

  @Test
  void countsEachDurationInTheFirstBucketThatHoldsIt() {
    DurationHistogram histogram = new DurationHistogram(List.of(10L, 20L));

    histogram.record(-5, 1);
    histogram.record(10, 2);
    histogram.record(11, 3);
    histogram.record(1_000, 4);

    assertEquals(
        new DurationCounts(List.of(10L, 20L), List.of(3L, 3L, 4L), 20 + 33 + 4_000),
        histogram.snapshot());
  }
}
