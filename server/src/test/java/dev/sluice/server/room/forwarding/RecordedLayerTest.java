package dev.sluice.server.room.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecordedLayerTest {

  private static final int LOW = 0;
  private static final int HIGH = 1;
  private static final long TENTH = 100_000_000L;
  private static final long SECOND = 10 * TENTH;

  private final EncodingLadder ladder = new EncodingLadder(2);
  private final RecordedLayer layer = new RecordedLayer(ladder);
  private long now = SECOND;

  RecordedLayerTest() {
    ladder.onFrameSize(LOW, 320, 180);
    ladder.onFrameSize(HIGH, 1280, 720);
  }

  private void pass(long nanos, int... alive) {
    for (long passed = 0; passed < nanos; passed += TENTH) {
      now += TENTH;
      for (int encoding : alive) {
        ladder.onPacket(encoding, 1000, now);
      }
      layer.update(now);
    }
  }

  /** Packets that begin keyframes come of both, the worse first. */
  private void keyframes() {
    for (int encoding : new int[] {LOW, HIGH}) {
      if (layer.takesOver(encoding, true, now)) {
        layer.switchTo(encoding, now);
      }
    }
  }

  private long secondsUntilHighIsWanted() {
    long begun = now;
    while (layer.keyframeNeeded() != HIGH) {
      pass(TENTH, LOW, HIGH);
    }
    return (now - begun) / SECOND;
  }

  /** The better one dies, the other goes on in its place, and it comes back. */
  private void highDiesAndComesBack() {
    pass(2 * SECOND, LOW);
    keyframes();
    assertEquals(EncodingLadder.NONE, layer.keyframeNeeded());
  }

  @Test
  void wantsNothingBeforeAnythingIsAlive() {
    layer.update(now);
    assertEquals(EncodingLadder.NONE, layer.keyframeNeeded());
  }

  @Test
  void beginsWithTheBestAndLeavesTheOthersKeyframesAlone() {
    pass(TENTH, LOW, HIGH);
    assertEquals(HIGH, layer.keyframeNeeded());
    assertFalse(layer.takesOver(LOW, true, now));
    assertFalse(layer.takesOver(HIGH, false, now), "not in the middle of a picture");
    assertTrue(layer.takesOver(HIGH, true, now));
  }

  @Test
  void takesAnyKeyframeWhenTheBestHasNoneForAWhile() {
    pass(SECOND, LOW, HIGH);
    assertFalse(layer.takesOver(LOW, true, now));
    pass(SECOND, LOW, HIGH);
    assertTrue(layer.takesOver(LOW, true, now));
  }

  @Test
  void aBetterOneHasToBeTheBestForAWhileWithoutABreak() {
    pass(TENTH, LOW);
    keyframes();
    pass(2 * SECOND, LOW, HIGH);
    pass(2 * SECOND, LOW);
    pass(2 * SECOND, LOW, HIGH);
    assertEquals(EncodingLadder.NONE, layer.keyframeNeeded());
    pass(2 * SECOND, LOW, HIGH);
    assertEquals(HIGH, layer.keyframeNeeded());
  }

  @Test
  void aCameraThatStopsAltogetherKillsNothing() {
    pass(TENTH, LOW, HIGH);
    keyframes();
    pass(10 * SECOND);
    assertEquals(EncodingLadder.NONE, layer.keyframeNeeded());
    assertFalse(layer.takesOver(LOW, true, now));
  }

  @Test
  void waitsLongerEachTimeTheRecordedOneDiesAndIsQuickAgainAfterAQuietMinute() {
    pass(TENTH, LOW, HIGH);
    keyframes();
    long[] waits = new long[6];
    for (int i = 0; i < waits.length; i++) {
      highDiesAndComesBack();
      waits[i] = secondsUntilHighIsWanted();
      keyframes();
    }
    assertEquals("[6, 12, 24, 30, 30, 30]", Arrays.toString(waits));
    pass(61 * SECOND, LOW, HIGH);
    highDiesAndComesBack();
    assertEquals(6, secondsUntilHighIsWanted());
  }

  @Test
  void aResetWantsAKeyframeOfTheBestAtOnce() {
    pass(TENTH, LOW);
    keyframes();
    pass(TENTH, LOW, HIGH);
    layer.reset(now);
    assertEquals(HIGH, layer.keyframeNeeded());
  }
}
