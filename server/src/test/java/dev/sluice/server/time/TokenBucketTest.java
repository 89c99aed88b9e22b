package dev.sluice.server.time;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void givesItsBurstAndThenItsRate() {
    TokenBucket bucket = new TokenBucket(3, 2, 0);
    assertTrue(bucket.take(0));
    assertTrue(bucket.take(0));
    assertTrue(bucket.take(0));
    assertFalse(bucket.take(0));

    assertFalse(bucket.take(SECOND / 2 - 1));
    assertTrue(bucket.take(SECOND / 2));
    assertFalse(bucket.take(SECOND / 2));
  }

  @Test
  void takesNothingWhenThereIsTooLittle() {
    TokenBucket bucket = new TokenBucket(10, 1, 0);
    assertFalse(bucket.take(11, 0));
    assertTrue(bucket.take(10, 0));
  }

  @Test
  void holdsNoMoreThanItsBurstAfterALongSilence() {
    TokenBucket bucket = new TokenBucket(2, 1, Long.MIN_VALUE / 2);
    long late = Long.MIN_VALUE / 2 + Long.MAX_VALUE / 2;
    assertFalse(bucket.take(3, late));
    assertTrue(bucket.take(2, late));
    assertFalse(bucket.take(late));
  }

  @Test
  void knowsRatesBelowOneASecond() {
    TokenBucket bucket = new TokenBucket(1, 0.2, 0);
    assertTrue(bucket.take(0));
    assertFalse(bucket.take(5 * SECOND - 1));
    assertTrue(bucket.take(5 * SECOND));
  }
}
