package dev.sluice.server.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceUnwrapperTest {

  private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();

  @Test
  void startsInTheFirstCycleSoThatEarlierPacketsStayPositive() {
    assertEquals(65536, unwrapper.unwrap(0));
    assertEquals(65535, unwrapper.unwrap(65535));
    assertEquals(65536 - 32768, unwrapper.unwrap(32768));
  }

  @Test
  void countsOnOverTheWrap() {
    assertEquals(65536 + 65534, unwrapper.unwrap(65534));
    assertEquals(65536 + 65535, unwrapper.unwrap(65535));
    assertEquals(131072, unwrapper.unwrap(0));
    assertEquals(131073, unwrapper.unwrap(1));
  }

  @Test
  void placesALatePacketBeforeTheWrap() {
    unwrapper.unwrap(65535);
    unwrapper.unwrap(3);
    assertEquals(65536 + 65534, unwrapper.unwrap(65534));
    assertEquals(131072 + 4, unwrapper.unwrap(4));
  }

  @Test
  void takesAJumpOfLessThanHalfTheSpaceAsForward() {
    unwrapper.unwrap(100);
    assertEquals(65536 + 100 + 32767, unwrapper.unwrap(100 + 32767));
  }

  @Test
  void ignoresBitsAboveTheSixteenth() {
    assertEquals(65536 + 7, unwrapper.unwrap(0xabc0007));
    assertEquals(65536 + 8, unwrapper.unwrap(0xfff0008));
  }

  @Test
  void followsAShuffledStreamThroughManyWraps() {
    Random random = new Random(20261121);
    long truth = 65536 + 40_000;
    unwrapper.unwrap((int) truth);
    for (int i = 0; i < 200_000; i++) {
      truth += random.nextInt(20);
      long late = truth - random.nextInt(500);
      assertEquals(truth, unwrapper.unwrap((int) (truth & 0xffff)));
      assertEquals(late, unwrapper.unwrap((int) (late & 0xffff)));
    }
    assertTrue(truth > 10 * 65536);
  }
}
