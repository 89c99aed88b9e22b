package dev.sluice.server.room.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RescueLimiterTest {

  private static final long SECOND = 1_000_000_000L;

  private final RescueLimiter limiter = new RescueLimiter();

  @Test
  void whoLostNothingIsNotRescued() {
    assertFalse(limiter.rescue(0));
    limiter.onLoss(SECOND);
    assertFalse(limiter.rescue(7 * SECOND), "the loss is long over");
    assertTrue(limiter.rescue(6 * SECOND));
  }

  @Test
  void aReplayThatHasJustBegunIsGivenTime() {
    limiter.onReplay(0);
    limiter.onLoss(SECOND);
    assertFalse(limiter.settled(2 * SECOND));
    assertFalse(limiter.rescue(2 * SECOND));
    assertTrue(limiter.settled(3 * SECOND));
    assertTrue(limiter.rescue(3 * SECOND));
  }

  @Test
  void repeatsComeEverMoreRarely() {
    List<Long> rescued = new ArrayList<>();
    for (long second = 0; second <= 200; second++) {
      limiter.onLoss(second * SECOND);
      if (limiter.rescue(second * SECOND)) {
        rescued.add(second);
      }
    }
    assertEquals(List.of(0L, 3L, 9L, 21L, 45L, 93L, 141L, 189L), rescued);
  }

  @Test
  void aLongCalmMakesItReadyAgain() {
    for (long second = 0; second <= 60; second++) {
      limiter.onLoss(second * SECOND);
      limiter.rescue(second * SECOND);
    }
    long later = 200;
    limiter.onLoss(later * SECOND);
    assertTrue(limiter.rescue(later * SECOND));
    limiter.onLoss((later + 3) * SECOND);
    assertTrue(limiter.rescue((later + 3) * SECOND));
  }
}
