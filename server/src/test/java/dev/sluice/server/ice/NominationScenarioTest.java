package dev.sluice.server.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sluice.server.stun.StunAttribute;
import org.junit.jupiter.api.Test;

/** Over which path we send, told peer by peer. */
class NominationScenarioTest {

  private final IceStory story = new IceStory();

  @Test
  void chromeNominatesAnotherPathThanTheFirst() {
    story.check(story.wifi);
    story.check(story.cell);
    assertSelected(story.wifi);
    assertEquals(NominationStyle.SELECTIVE, story.agent.stats().nominationStyle());

    story.nominate(story.cell);
    assertSelected(story.cell);
  }

  @Test
  void chromeMovesFromWifiToCellAndBack() {
    story.check(story.wifi);
    story.nominate(story.wifi);
    story.passMillis(2000);
    story.check(story.cell);
    assertSelected(story.wifi);
    story.nominate(story.cell);
    assertSelected(story.cell);
    story.passMillis(2000);
    story.nominate(story.wifi);
    assertSelected(story.wifi);
  }

  @Test
  void afterANominationTrafficOnAnotherPathMovesNothing() {
    story.check(story.wifi);
    story.nominate(story.wifi);
    story.check(story.cell);
    for (int i = 0; i < 40; i++) {
      story.passMillis(100);
      story.check(story.wifi);
      story.media(story.cell);
    }
    assertSelected(story.wifi);
  }

  @Test
  void beforeANominationTrafficDecides() {
    story.check(story.wifi);
    story.check(story.cell);
    story.media(story.cell);
    assertSelected(story.cell);
  }

  @Test
  void aPeerWithRenominationIsObeyedByTheLargestNumber() {
    story.check(story.wifi);
    story.nominate(story.wifi, 1);
    story.check(story.cell);
    story.nominate(story.cell, 2);
    assertSelected(story.cell);

    // Arrives late: sent before the second nomination.
    story.nominate(story.wifi, 1);
    assertSelected(story.cell);

    story.nominate(story.wifi, 0xFFFFFFFF);
    assertSelected(story.wifi);
    story.nominate(story.cell, 0x7FFFFFFF);
    assertSelected(story.wifi);
  }

  @Test
  void firefoxNominatesEverythingAndIsFollowedByItsTraffic() {
    story.nominate(story.wifi);
    assertEquals(NominationStyle.ALWAYS, story.agent.stats().nominationStyle());
    story.nominate(story.cell);
    story.nominate(story.third);
    assertSelected(story.wifi);

    story.media(story.third);
    assertSelected(story.third);
    for (int i = 0; i < 30; i++) {
      story.passMillis(20);
      story.media(story.third);
      story.nominate(story.cell);
      story.nominate(story.wifi);
    }
    assertSelected(story.third);
  }

  /** They carry no USE-CANDIDATE, unlike all the checks before. */
  @Test
  void firefoxStaysAnAlwaysNominatorWhenItsConsentChecksBegin() {
    story.nominate(story.wifi);
    story.nominate(story.cell);
    story.media(story.wifi);
    story.check(story.wifi);
    story.nominate(story.cell);

    assertSelected(story.wifi);
    assertEquals(NominationStyle.ALWAYS, story.agent.stats().nominationStyle());
  }

  @Test
  void packetsReorderedWhileFirefoxMovesDoNotMakeTheSelectionFlutter() {
    story.nominate(story.wifi);
    story.nominate(story.cell);
    story.media(story.wifi);
    long before = story.agent.stats().pathSelections();
    for (int i = 0; i < 50; i++) {
      story.passMillis(10);
      story.media(i % 2 == 0 ? story.cell : story.wifi);
    }
    assertEquals(before, story.agent.stats().pathSelections());
    for (int i = 0; i < 50; i++) {
      story.passMillis(10);
      story.media(story.cell);
    }
    assertSelected(story.cell);
    assertEquals(before + 1, story.agent.stats().pathSelections());
  }

  @Test
  void ffmpegWithoutPriorityOrRoleSendsOverOnePath() {
    int length = story.end(story.named("servUfrag123:peer").flag(StunAttribute.USE_CANDIDATE));
    story.receive(story.wifi, length);
    assertSelected(story.wifi);
    assertEquals(NominationStyle.ALWAYS, story.agent.stats().nominationStyle());
  }

  /** Regular nomination, two seconds late; DTLS begins on the first success. */
  @Test
  void obsIsHeardOnEveryPathBeforeItNominates() {
    story.check(story.wifi);
    story.check(story.cell);
    story.media(story.cell);
    assertSelected(story.cell);
    story.passMillis(2000);
    story.nominate(story.cell);
    assertSelected(story.cell);
    assertEquals(2, story.agent.stats().pathSelections());
  }

  @Test
  void chromeBehindARebindingNatIsFollowedAtOnce() {
    story.check(story.wifi);
    story.nominate(story.wifi);
    story.passMillis(20_000);
    TestPath rebound = new TestPath("198.51.100.7", 61999);
    story.nominate(rebound);
    assertSelected(rebound);
    assertEquals(NominationStyle.SELECTIVE, story.agent.stats().nominationStyle());
  }

  /** Its consent check is the first sign of the new address; media over it counts from then on. */
  @Test
  void firefoxBehindARebindingNatIsFollowedWithItsFirstMedia() {
    story.nominate(story.wifi);
    story.media(story.wifi);
    story.passMillis(3000);
    TestPath rebound = new TestPath("198.51.100.7", 61999);
    story.media(rebound);
    assertSelected(story.wifi);
    story.check(rebound);
    story.media(rebound);
    assertSelected(rebound);
  }

  @Test
  void aSelectedPathThatFellSilentGivesWayToOneThatLives() {
    story.check(story.wifi);
    story.nominate(story.wifi);
    for (int i = 0; i < 5; i++) {
      story.passMillis(1000);
      story.check(story.cell);
    }
    assertSelected(story.wifi);
    story.passMillis(1000);
    story.check(story.cell);
    assertSelected(story.cell);
  }

  @Test
  void aSelectedPathThatFellSilentGivesWayToTrafficAsWell() {
    story.check(story.wifi);
    story.nominate(story.wifi);
    story.check(story.cell);
    story.passMillis(6000);
    story.media(story.cell);
    assertSelected(story.cell);
  }

  private void assertSelected(NetworkPath path) {
    assertSame(path, story.agent.selectedPathOrNull());
  }
}
