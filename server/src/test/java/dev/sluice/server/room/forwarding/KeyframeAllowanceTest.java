package dev.sluice.server.room.forwarding;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KeyframeAllowanceTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_000 * SECOND;

  private final KeyframeAllowance allowance = new KeyframeAllowance();
  private final KeyframeRequester publisher = new KeyframeRequester();

  private void spend() {
    for (int i = 0; i < 5; i++) {
      assertTrue(allowance.take(publisher, NOW));
    }
  }

  @Test
  void aSlotHasAFewAtOnceAndOneASecond() {
    spend();
    assertFalse(allowance.take(publisher, NOW));

    assertTrue(allowance.take(publisher, NOW + SECOND));
    assertFalse(allowance.take(publisher, NOW + SECOND));
  }

  @Test
  void toJoinARequestUnderWayIsFree() {
    publisher.request(NOW);

    for (int i = 0; i < 100; i++) {
      assertTrue(allowance.take(publisher, NOW));
    }
    publisher.onKeyframe(NOW);
    spend();
  }

  @Test
  void whatCannotBeHadIsOwedUntilItCan() {
    spend();

    assertFalse(allowance.takeOrOwe(publisher, NOW));
    assertTrue(allowance.owed());
    assertTrue(allowance.takeOrOwe(publisher, NOW + SECOND));
    assertFalse(allowance.owed());
  }

  @Test
  void aKeyframeThatComesSettlesIt() {
    spend();
    allowance.takeOrOwe(publisher, NOW);

    allowance.settle();

    assertFalse(allowance.owed());
  }

  @Test
  void whoAsksForNowAloneOwesNothing() {
    spend();
    assertFalse(allowance.take(publisher, NOW));
    assertFalse(allowance.owed());
  }
}
