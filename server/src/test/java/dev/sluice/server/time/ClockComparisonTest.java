package dev.sluice.server.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClockComparisonTest {

  private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");

  private final ClockComparison clocks = new ClockComparison(START, 7);

  private Optional<Duration> at(long seconds, Duration wrongBy) {
    return clocks.leap(
        START.plusSeconds(seconds).plus(wrongBy), 7 + Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void aClockThatGoesOnDoesNotLeap() {
    assertEquals(Optional.empty(), at(5, Duration.ZERO));
    assertEquals(Optional.empty(), at(3600, Duration.ofMillis(1900)));
    // slewed by half a second in each five
    for (int i = 1; i < 100; i++) {
      assertEquals(Optional.empty(), at(3600 + 5L * i, Duration.ofMillis(1900 + 500L * i)));
    }
  }

  @Test
  void leapsAreSeenOnceEachWay() {
    assertEquals(Optional.of(Duration.ofDays(3)), at(5, Duration.ofDays(3)));
    assertEquals(Optional.empty(), at(10, Duration.ofDays(3)));
    assertEquals(Optional.of(Duration.ofDays(-3)), at(15, Duration.ZERO));
    assertEquals(Optional.of(Duration.ofHours(-2)), at(20, Duration.ofHours(-2)));
  }
}
