package dev.sluice.server.room.forwarding;

import static dev.sluice.server.room.forwarding.EncodingLadder.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.forwarding.LayerSelector.Decision;
import org.junit.jupiter.api.Test;

class LayerSelectorTest {

  private static final long MILLISECOND = 1_000_000L;

  /** Packet sizes every 20 ms: 20, 60 and 400 kbit/s. */
  private static final int SMALL = 50;

  private static final int MEDIUM = 150;
  private static final int LARGE = 1_000;

  private final EncodingLadder ladder = new EncodingLadder(3);
  private final LayerSelector selector = new LayerSelector(ladder);
  private long millis;

  @Test
  void aimsAtNothingBeforeThereIsAnything() {
    selector.update();
    assertEquals(NONE, selector.target());
    assertEquals(NONE, selector.keyframeNeeded());
    assertEquals(NONE, selector.current());
  }

  @Test
  void ranksByBitrateWhicheverWayTheRidsAreOrdered() {
    run(2_000, SMALL, MEDIUM, LARGE);
    assertEquals(2, selector.target());

    EncodingLadder obs = new EncodingLadder(3);
    LayerSelector obsSelector = new LayerSelector(obs);
    for (int i = 0; i < 100; i++) {
      obs.onPacket(0, LARGE, i * 20L * MILLISECOND);
      obs.onPacket(1, MEDIUM, i * 20L * MILLISECOND);
      obs.onPacket(2, SMALL, i * 20L * MILLISECOND);
    }
    obsSelector.update();
    assertEquals(0, obsSelector.target());
  }

  @Test
  void resolutionOutweighsBitrate() {
    ladder.onFrameSize(0, 1_280, 720);
    ladder.onFrameSize(1, 640, 360);
    run(2_000, SMALL, LARGE, 0);
    assertEquals(0, selector.target());
  }

  @Test
  void theFirstKeyframeOfAnyEncodingStarts() {
    run(2_000, SMALL, MEDIUM, LARGE);
    assertEquals(Decision.DROP, selector.decide(0, false));
    assertEquals(Decision.SWITCH, selector.decide(0, true));
    selector.switchTo(0);
    assertEquals(Decision.FORWARD, selector.decide(0, false));
    assertEquals(2, selector.keyframeNeeded());
  }

  @Test
  void switchesOnlyAtAKeyframeOfTheTarget() {
    run(2_000, SMALL, MEDIUM, LARGE);
    selector.switchTo(0);
    assertEquals(Decision.DROP, selector.decide(2, false));
    assertEquals(Decision.DROP, selector.decide(1, true));
    assertEquals(Decision.SWITCH, selector.decide(2, true));
    assertEquals(Decision.FORWARD, selector.decide(0, false), "until the switch is made");
    selector.switchTo(2);
    assertEquals(Decision.DROP, selector.decide(0, true));
    assertEquals(NONE, selector.keyframeNeeded());
  }

  @Test
  void fallsBackWhenTheCurrentEncodingDies() {
    run(2_000, SMALL, MEDIUM, LARGE);
    selector.switchTo(2);
    run(900, SMALL, MEDIUM, 0);
    assertEquals(2, selector.target());
    run(200, SMALL, MEDIUM, 0);
    assertFalse(ladder.alive(2));
    assertEquals(1, selector.target());
    assertEquals(1, selector.keyframeNeeded());
    assertEquals(Decision.SWITCH, selector.decide(0, true), "anything is better than a still");
    assertEquals(Decision.SWITCH, selector.decide(1, true));
  }

  @Test
  void comesBackWhenTheEncodingDoes() {
    run(2_000, SMALL, MEDIUM, LARGE);
    selector.switchTo(2);
    run(2_000, SMALL, MEDIUM, 0);
    selector.switchTo(1);
    run(2_000, SMALL, MEDIUM, LARGE);
    assertEquals(2, selector.keyframeNeeded());
  }

  @Test
  void silenceOfTheWholePublicationKillsNothing() {
    run(2_000, SMALL, MEDIUM, LARGE);
    selector.switchTo(2);
    run(60_000, 0, 0, 0);
    assertTrue(ladder.alive(2));
    assertEquals(NONE, selector.keyframeNeeded());
  }

  @Test
  void similarBitratesDoNotMakeItFlap() {
    run(2_000, MEDIUM, MEDIUM + 10, 0);
    selector.switchTo(0);
    run(5_000, MEDIUM, MEDIUM + 20, 0);
    assertEquals(0, selector.target());
  }

  @Test
  void aStillPictureKeepsItsRank() {
    run(3_000, SMALL, MEDIUM, LARGE);
    selector.switchTo(2);
    run(5_000, 20, 21, 20);
    assertEquals(2, selector.target());
  }

  @Test
  void aSmallSlotGetsTheSmallestEncodingThatFillsIt() {
    sizes();
    run(2_000, SMALL, MEDIUM, LARGE);
    selector.direct(NONE, SizeLimits.NONE.shownAt(320, 180));
    assertEquals(0, selector.target());
    selector.direct(NONE, SizeLimits.NONE.shownAt(390, 220));
    assertEquals(0, selector.target(), "scaled up by less than a quarter");
    selector.direct(NONE, SizeLimits.NONE.shownAt(500, 280));
    assertEquals(1, selector.target());
    selector.direct(NONE, SizeLimits.NONE.shownAt(1_920, 1_080));
    assertEquals(2, selector.target(), "the largest when none fills");
    selector.direct(NONE, SizeLimits.NONE.shownAt(0, 0));
    assertEquals(2, selector.target());
  }

  @Test
  void aSmallSlotTakesALargerEncodingWhenTheSmallIsDead() {
    sizes();
    run(2_000, SMALL, MEDIUM, LARGE);
    selector.direct(NONE, SizeLimits.NONE.shownAt(320, 180));
    run(2_000, 0, MEDIUM, LARGE);
    assertEquals(1, selector.target());
  }

  @Test
  void nothingLargerThanTheLimitIsChosenUnlessAllAre() {
    sizes();
    run(2_000, SMALL, MEDIUM, LARGE);
    selector.direct(NONE, SizeLimits.NONE.within(640, 360));
    assertEquals(1, selector.target());
    selector.direct(NONE, SizeLimits.NONE.within(0, 719));
    assertEquals(1, selector.target(), "one dimension is enough");
    selector.direct(NONE, SizeLimits.NONE.within(100, 100));
    assertEquals(0, selector.target());
    selector.direct(NONE, SizeLimits.NONE.within(1_280, 720).shownAt(300, 170));
    assertEquals(0, selector.target(), "within the limit what is shown decides");
  }

  @Test
  void encodingsOfUnknownSizeAreWithinEveryLimit() {
    run(2_000, SMALL, MEDIUM, LARGE);
    selector.direct(NONE, SizeLimits.NONE.within(1, 1));
    assertEquals(2, selector.target());
  }

  @Test
  void aPreferredEncodingIsTheTargetAsLongAsItLives() {
    sizes();
    run(2_000, SMALL, MEDIUM, LARGE);
    selector.direct(1, SizeLimits.NONE.within(320, 180));
    assertEquals(1, selector.target(), "whatever the limits");
    run(2_000, SMALL, 0, LARGE);
    assertEquals(0, selector.target());
    run(100, SMALL, MEDIUM, LARGE);
    assertEquals(1, selector.target());
  }

  @Test
  void afterAResetItBeginsWithAKeyframe() {
    run(2_000, SMALL, MEDIUM, LARGE);
    selector.switchTo(2);
    selector.reset();
    assertEquals(Decision.DROP, selector.decide(2, false));
    assertEquals(2, selector.keyframeNeeded());
    assertEquals(Decision.SWITCH, selector.decide(2, true));
  }

  @Test
  void tellsTheBitrateOfAnEncoding() {
    run(3_000, SMALL, MEDIUM, LARGE);
    assertEquals(40, Math.round(ladder.bitrateBps(2) / 10_000.0));
    assertEquals(3, ladder.size());
  }

  private void sizes() {
    ladder.onFrameSize(0, 320, 180);
    ladder.onFrameSize(1, 640, 360);
    ladder.onFrameSize(2, 1_280, 720);
  }

  /** Lets time pass with a packet of these lengths every 20 ms per encoding; 0 for silence. */
  private void run(long durationMillis, int... lengths) {
    long end = millis + durationMillis;
    for (; millis < end; millis += 20) {
      for (int encoding = 0; encoding < lengths.length; encoding++) {
        if (lengths[encoding] > 0) {
          ladder.onPacket(encoding, lengths[encoding], millis * MILLISECOND);
        }
      }
      selector.update();
    }
  }
}
