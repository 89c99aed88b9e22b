package dev.sluice.server.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NackGeneratorTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final long ROUND_TRIP = 50 * MILLISECOND;

  private static final int PACKETS = 2_000;

  private final NackGenerator generator = new NackGenerator(NackOptions.DEFAULTS);
  private final int[] out = new int[64];

  @Test
  void asksForNothingWhileNothingIsMissing() {
    receive(0, 10, 11, 12);
    assertArrayEquals(new int[0], collect(1_000));
    assertEquals(0, generator.missing());
  }

  @Test
  void requestsMissingPacketAfterReorderGuard() {
    receive(0, 10, 13);
    assertArrayEquals(new int[0], collect(9));
    assertArrayEquals(new int[] {11, 12}, collect(10));
  }

  @Test
  void leavesReorderedPacketsAlone() {
    receive(0, 10, 12);
    receive(5, 11);
    assertArrayEquals(new int[0], collect(10));
    assertEquals(0, generator.recovered());
  }

  @Test
  void repeatsPerRoundTripWithGrowingPauses() {
    receive(0, 10, 12);
    assertArrayEquals(new int[] {11}, collect(10));
    assertArrayEquals(new int[0], collect(59));
    assertArrayEquals(new int[] {11}, collect(60));
    // 50 ms * 1.25
    assertArrayEquals(new int[0], collect(122));
    assertArrayEquals(new int[] {11}, collect(123));
    assertEquals(3, generator.requested());
  }

  @Test
  void stopsAskingWhenTheRetransmissionComes() {
    receive(0, 10, 12);
    collect(10);
    receive(55, 11);
    assertArrayEquals(new int[0], collect(500));
    assertEquals(1, generator.recovered());
    assertFalse(generator.takeKeyframeNeeded());
  }

  @Test
  void assumesAHundredMillisecondsForAnUnknownRoundTrip() {
    receive(0, 10, 12);
    assertEquals(1, generator.collect(10 * MILLISECOND, 0, out));
    assertEquals(0, generator.collect(109 * MILLISECOND, 0, out));
    assertEquals(1, generator.collect(110 * MILLISECOND, 0, out));
  }

  @Test
  void givesUpAfterTenTriesAndAsksForAKeyframeOnce() {
    NackOptions patient =
        new NackOptions(0, MILLISECOND, MILLISECOND, 10, 1_000_000 * MILLISECOND, 1_000);
    NackGenerator generator = new NackGenerator(patient);
    generator.onPacket(10, 0);
    generator.onPacket(12, 0);
    int asked = 0;
    for (int millis = 0; millis < 100; millis++) {
      asked += generator.collect(millis * MILLISECOND, 1, out);
    }
    assertEquals(10, asked);
    assertEquals(1, generator.abandoned());
    assertTrue(generator.takeKeyframeNeeded());
    assertFalse(generator.takeKeyframeNeeded());
  }

  @Test
  void givesUpWhatHasBeenMissingForTooLong() {
    receive(0, 10, 12);
    assertArrayEquals(new int[0], collect(1_001));
    assertTrue(generator.takeKeyframeNeeded());
    assertEquals(0, generator.missing());
  }

  @Test
  void aGapBeyondTheListIsBeyondRepair() {
    receive(0, 10, 12);
    receive(0, 12 + 1_001);
    assertArrayEquals(new int[0], collect(20));
    assertTrue(generator.takeKeyframeNeeded());
    assertEquals(0, generator.missing());
    receive(30, 12 + 1_003);
    assertArrayEquals(new int[] {12 + 1_002}, collect(40));
  }

  @Test
  void aThousandMissingPacketsAreStillAskedFor() {
    receive(0, 10, 1_011);
    int[] large = new int[1_500];
    assertEquals(1_000, generator.collect(20 * MILLISECOND, ROUND_TRIP, large));
    assertFalse(generator.takeKeyframeNeeded());
  }

  @Test
  void whatFindsNoRoomStaysDue() {
    receive(0, 10, 15);
    int[] small = new int[3];
    assertEquals(3, generator.collect(10 * MILLISECOND, ROUND_TRIP, small));
    assertArrayEquals(new int[] {11, 12, 13}, small);
    assertEquals(1, generator.collect(10 * MILLISECOND, ROUND_TRIP, small));
    assertEquals(14, small[0]);
  }

  @Test
  void aKeyframeMakesWhatIsMissingBeforeItUnimportant() {
    receive(0, 10, 12, 20, 22);
    generator.clearBefore(20);
    assertArrayEquals(new int[] {21}, collect(10));
  }

  @Test
  void goesOnAskingForWhatWasGivenUpAsLongAsItPersists() {
    generator.persist(1_500 * MILLISECOND);
    receive(0, 10, 12);
    boolean keyframeNeeded = false;
    for (int millis = 10; millis <= 1_000; millis += 10) {
      collect(millis);
      keyframeNeeded |= generator.takeKeyframeNeeded();
    }
    assertFalse(keyframeNeeded);
    assertTrue(asked(1_001, 1_401) > 0, "still asked for");
    assertTrue(generator.takeKeyframeNeeded(), "by now who watches needs a keyframe");
    asked(1_402, 1_600);
    assertFalse(generator.takeKeyframeNeeded(), "once");
    assertEquals(0, generator.missing());
    assertEquals(1, generator.abandoned());
  }

  @Test
  void aKeyframeDoesNotEndPersistence() {
    generator.persist(1_500 * MILLISECOND);
    receive(0, 10, 12, 13);
    generator.clearBefore(13);
    assertArrayEquals(new int[] {11}, collect(10));
    receive(60, 11);
    assertEquals(1, generator.recovered());
    receive(70, 15);
    generator.clearBefore(15);
    generator.persist(0);
    assertArrayEquals(new int[0], collect(100));
    assertEquals(0, generator.missing());
    assertFalse(generator.takeKeyframeNeeded());
  }

  @Test
  void persistenceTakesNobodyElsesPlaceInTheList() {
    generator.persist(1_500 * MILLISECOND);
    receive(0, 0, 901);
    generator.clearBefore(901);
    receive(10, 1_802);
    assertFalse(generator.takeKeyframeNeeded());
    assertEquals(900, generator.missing());
  }

  /** How often something was asked for from one millisecond to another. */
  private int asked(int fromMillis, int toMillis) {
    int asked = 0;
    for (int millis = fromMillis; millis <= toMillis; millis++) {
      asked += collect(millis).length;
    }
    return asked;
  }

  @Test
  void namesSequenceNumbersByTheirSixteenBits() {
    receive(0, 65_535, 65_538);
    assertArrayEquals(new int[] {0, 1}, collect(10));
  }

  @Test
  void aPacketFromBeforeTheFirstIsIgnored() {
    receive(0, 10, 3);
    assertArrayEquals(new int[0], collect(100));
  }

  @Test
  void everyLostPacketIsRecoveredOverALossyLink() {
    Random random = new Random(7);
    NackGenerator generator = new NackGenerator(NackOptions.DEFAULTS);
    long[] retransmitAt = new long[PACKETS];
    boolean[] received = new boolean[PACKETS];
    int next = 0;
    for (int millis = 0; millis < PACKETS + 2_000; millis++) {
      long now = millis * MILLISECOND;
      if (next < PACKETS) {
        // the very first and last packets arrive: nothing tells of gaps outside them
        if (next == 0 || next == PACKETS - 1 || random.nextInt(10) != 0) {
          received[next] = true;
          generator.onPacket(next, now);
        }
        next++;
      }
      for (int i = 0; i < PACKETS; i++) {
        if (retransmitAt[i] == millis && millis > 0) {
          received[i] = true;
          generator.onPacket(i, now);
        }
      }
      int count = generator.collect(now, ROUND_TRIP, out);
      for (int i = 0; i < count; i++) {
        if (random.nextInt(10) != 0) {
          retransmitAt[out[i]] = millis + 40L;
        }
      }
    }
    for (int i = 0; i < PACKETS; i++) {
      assertTrue(received[i], "packet " + i);
    }
    assertEquals(0, generator.missing());
    assertFalse(generator.takeKeyframeNeeded());
  }

  private void receive(long millis, long... sequences) {
    for (long sequence : sequences) {
      generator.onPacket(sequence, millis * MILLISECOND);
    }
  }

  private int[] collect(long millis) {
    int count = generator.collect(millis * MILLISECOND, ROUND_TRIP, out);
    return Arrays.copyOf(out, count);
  }
}
