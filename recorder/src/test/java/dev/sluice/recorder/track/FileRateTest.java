package dev.sluice.recorder.track;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FileRateTest {

  @Test
  void allowsABurstThenOneAfterTheOther() {
    FileRate rate = new FileRate(2, 10, 100, 0);
    assertTrue(rate.take(0));
    assertTrue(rate.take(0));
    assertFalse(rate.take(9));
    assertTrue(rate.take(10));
    assertFalse(rate.take(19));
    assertTrue(rate.take(20));
  }

  @Test
  void savesUpNoMoreThanABurst() {
    FileRate rate = new FileRate(2, 10, 100, 0);
    assertTrue(rate.take(1_000_000));
    assertTrue(rate.take(1_000_000));
    assertFalse(rate.take(1_000_000));
  }

  @Test
  void endsAtTheTotal() {
    FileRate rate = new FileRate(2, 10, 3, 0);
    for (int i = 0; i < 3; i++) {
      assertTrue(rate.take(i * 100L));
    }
    assertFalse(rate.allows(1_000_000));
  }

  @Test
  void aShareLeavesTheRestOfTheWholeToTheOthers() {
    FileRate whole = new FileRate(3, 1, 10, 0);
    FileRate greedy = whole.share(2, 10, 10, 0);
    FileRate modest = whole.share(2, 10, 10, 0);
    assertTrue(greedy.take(0));
    assertTrue(greedy.take(0));
    assertFalse(greedy.take(0));
    assertTrue(modest.take(0));
    assertFalse(modest.allows(0) || modest.take(0), "the whole is used up");
    assertTrue(modest.take(1), "and one more is left of the share");
    assertFalse(modest.take(2));
  }
}
