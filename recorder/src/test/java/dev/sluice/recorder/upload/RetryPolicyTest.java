package dev.sluice.recorder.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  private final RetryPolicy policy = RetryPolicy.DEFAULT;

  @Test
  void waitsTwiceAsLongEachTimeUpToALimit() {
    Random random = new Random(3);
    for (int failures = 1;
        failures < 100_000;
        failures = failures < 30 ? failures + 1 : failures * 3) {
      long whole =
          Math.min(
              Duration.ofMinutes(5).toNanos(),
              Duration.ofSeconds(1L << Math.min(failures - 1, 20)).toNanos());
      long delay = policy.delayNanos(UploadFailure.TRANSIENT, failures, random);
      assertTrue(delay >= whole / 2 && delay <= whole, "after " + failures + ": " + delay);
    }
  }

  @Test
  void probesAtAnEvenPaceWhatPeopleMustMend() {
    long late = policy.delayNanos(UploadFailure.REFUSED, 1000, new Random(3));
    assertTrue(late >= Duration.ofSeconds(30).toNanos() && late <= Duration.ofMinutes(1).toNanos());
  }

  @Test
  void sameChanceGivesSameWaits() {
    assertEquals(
        policy.delayNanos(UploadFailure.TRANSIENT, 5, new Random(1)),
        policy.delayNanos(UploadFailure.TRANSIENT, 5, new Random(1)));
    assertNotEquals(
        policy.delayNanos(UploadFailure.TRANSIENT, 5, new Random(1)),
        policy.delayNanos(UploadFailure.TRANSIENT, 5, new Random(2)));
  }
}
