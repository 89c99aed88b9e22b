package dev.sluice.recorder.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetentionClockTest {

  private static final Instant START = Instant.parse("2026-11-27T00:00:00Z");

  private final RetentionClock clock = new RetentionClock(START, 0);

  /** What time it is for recordings, so long after the start, when the wall clock is wrong by. */
  private Instant at(Duration uptime, Duration wrongBy) {
    return clock.now(START.plus(uptime).plus(wrongBy), uptime.toNanos());
  }

  private static Duration minutes(long count) {
    return Duration.ofMinutes(count);
  }

  @Test
  void followsAWallClockThatIsCorrectedByALittle() {
    assertEquals(START.plus(minutes(1)), at(minutes(1), Duration.ZERO));
    assertEquals(START.plus(minutes(11)), at(minutes(2), minutes(9)));
    assertFalse(clock.doubts());
  }

  @Test
  void aClockThatLeapsForwardIsBelievedWhenItHasGoneOnForADay() {
    Duration years = Duration.ofDays(3650);
    at(minutes(1), Duration.ZERO);

    assertEquals(START.plus(minutes(2)), at(minutes(2), years));
    assertTrue(clock.doubts());
    for (long minute = 3; minute < 2 + 24 * 60; minute++) {
      assertEquals(START.plus(minutes(minute)), at(minutes(minute), years));
    }
    assertEquals(START.plus(minutes(1442)).plus(years), at(minutes(1442), years));
    assertFalse(clock.doubts());
    assertEquals(START.plus(minutes(1443)).plus(years), at(minutes(1443), years));
  }

  @Test
  void aClockThatIsPutRightAgainHasDoneNothing() {
    at(minutes(1), Duration.ZERO);
    at(minutes(2), Duration.ofDays(100));
    assertTrue(clock.doubts());

    assertEquals(START.plus(minutes(3)), at(minutes(3), Duration.ZERO));
    assertFalse(clock.doubts());
  }

  @Test
  void aClockThatLeapsAgainAndAgainIsNeverBelieved() {
    at(minutes(1), Duration.ZERO);
    for (long hour = 1; hour < 100; hour++) {
      Duration uptime = Duration.ofHours(hour);
      assertEquals(START.plus(uptime), at(uptime, Duration.ofDays(hour)));
    }
  }

  @Test
  void aClockThatLeapsBackIsBelievedAtOnceAndItsWayForwardIsNot() {
    at(minutes(1), Duration.ZERO);
    Instant epoch = Instant.EPOCH.plus(minutes(2));
    assertEquals(epoch, clock.now(epoch, minutes(2).toNanos()));

    assertEquals(epoch.plus(minutes(1)), at(minutes(3), Duration.ZERO));
    assertTrue(clock.doubts());
  }

  @Test
  void aServerThatWasOffForAWeekIsNotDoubtedOneThatWasOffForYearsIs() {
    assertEquals(START.plus(Duration.ofDays(7)), at(Duration.ZERO, Duration.ofDays(7)));
    assertFalse(clock.doubts());

    RetentionClock old = new RetentionClock(START, 0);
    assertEquals(START, old.now(START.plus(Duration.ofDays(400)), 0));
    assertTrue(old.doubts());
  }
}
