package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateBucketsTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long nowNanos = SECOND;
  private final RateBuckets<Integer> buckets =
      new RateBuckets<>(new RateLimit(50, 200), () -> nowNanos);

  @Test
  void forgetsKeysWhoseBucketIsFullAgain() {
    for (int key = 0; key < 1_000; key++) {
      assertEquals(0, buckets.take(key, 1));
    }
    nowNanos += 5 * SECOND;
    for (int key = 1_000; key < 1_600; key++) {
      assertEquals(0, buckets.take(key, 1));
    }
    assertEquals(600, buckets.size());
  }

  @Test
  void remembersWhoIsStillInDebt() {
    assertEquals(0, buckets.take(7, 200));
    nowNanos += 3 * SECOND;
    for (int key = 1_000; key < 1_600; key++) {
      assertEquals(0, buckets.take(key, 1));
    }
    assertEquals(0, buckets.take(7, 150));
    assertTrue(buckets.take(7, 1) > 0);
  }

  @Test
  void whoIsForgottenHasWhatIsLeftOfAFullBucket() {
    assertEquals(0, buckets.take(7, 200));
    nowNanos += 5 * SECOND;
    assertEquals(0, buckets.take(8, 1));
    assertEquals(1, buckets.size());
    assertEquals(0, buckets.take(7, 200));
    assertTrue(buckets.take(7, 1) > 0);
  }
}
