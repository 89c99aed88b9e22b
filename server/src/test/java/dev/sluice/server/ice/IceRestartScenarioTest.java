package dev.sluice.server.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.stun.StunIntegrity;
import dev.sluice.server.stun.StunMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class IceRestartScenarioTest {

  private static final IceCredentials LAST_SERVER =
      new IceCredentials("lastUfrag789", "lastServerPassword012345");

  private final IceStory story = new IceStory();

  @Test
  void oldCredentialsStayValidUntilTheNewOnesAreUsedAndAGraceHasPassed() {
    connect();
    restart();
    assertEquals(List.of("nextUfrag456", "servUfrag123"), story.agent.localUfrags());

    for (int second = 0; second < 20; second++) {
      story.passMillis(1000);
      story.nominate(story.wifi);
    }
    assertEquals(StunMessage.BINDING_SUCCESS, story.lastResponse().type());
    assertEquals(0, story.agent.stats().restarts());

    story.peerUses(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);
    story.check(story.cell);
    assertTrue(
        story.lastResponse().integrityMatches(new StunIntegrity(IceStory.NEXT_SERVER.pwd())));
    assertEquals(1, story.agent.stats().restarts());

    story.passMillis(4990);
    assertFalse(story.told.contains("retired servUfrag123"));
    story.passMillis(20);
    assertTrue(story.told.contains("retired servUfrag123"));
    assertEquals(List.of("nextUfrag456"), story.agent.localUfrags());

    story.peerUses(IceStory.SERVER, IceStory.PEER);
    story.check(story.wifi);
    assertEquals(401, story.lastResponse().errorCode());
  }

  @Test
  void mediaStaysOnTheOldPathUntilTheNewOneIsNominated() {
    connect();
    restart();
    story.media(story.wifi);
    story.peerUses(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);
    story.check(story.cell);
    assertSame(story.wifi, story.agent.selectedPathOrNull());
    story.passMillis(50);
    story.nominate(story.cell);
    assertSame(story.cell, story.agent.selectedPathOrNull());
    story.media(story.wifi);
    assertSame(story.cell, story.agent.selectedPathOrNull());
  }

  @Test
  void anOldPathThatIsAlreadyDeadIsLeftWithTheFirstNewCheck() {
    connect();
    story.passMillis(12_000);
    restart();
    story.peerUses(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);
    story.check(story.cell);
    assertSame(story.cell, story.agent.selectedPathOrNull());
  }

  @Test
  void lateNominationsOfTheOldGenerationMoveNothing() {
    connect();
    restart();
    story.peerUses(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);
    story.check(story.cell);
    story.nominate(story.cell);
    story.peerUses(IceStory.SERVER, IceStory.PEER);
    story.nominate(story.wifi);
    assertEquals(StunMessage.BINDING_SUCCESS, story.lastResponse().type());
    assertSame(story.cell, story.agent.selectedPathOrNull());
  }

  @Test
  void numberedNominationsCountAnew() {
    story.check(story.wifi);
    story.nominate(story.wifi, 9);
    restart();
    story.peerUses(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);
    story.check(story.cell);
    story.nominate(story.cell, 1);
    assertSame(story.cell, story.agent.selectedPathOrNull());
  }

  @Test
  void aRestartOverTheSamePathChangesNothingForMedia() {
    connect();
    restart();
    story.peerUses(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);
    story.told.clear();
    story.check(story.wifi);
    story.nominate(story.wifi);
    story.passMillis(6000);
    assertEquals(List.of("retired servUfrag123"), story.told);
    assertSame(story.wifi, story.agent.selectedPathOrNull());
  }

  @Test
  void aRestartGivesThePeerTimeToComeBack() {
    connect();
    story.passMillis(29_000);
    restart();
    story.passMillis(29_000);
    assertFalse(story.told.contains("expired"));
    story.passMillis(1010);
    assertTrue(story.told.contains("expired"));
  }

  @Test
  void aSecondRestartBeforeTheFirstWasUsedRetiresWhatNobodyUsed() {
    connect();
    restart();
    story.agent.restart(LAST_SERVER, IceStory.PEER, story.nowNanos());
    assertTrue(story.told.contains("retired nextUfrag456"));
    assertEquals(List.of("lastUfrag789", "servUfrag123"), story.agent.localUfrags());
    story.nominate(story.wifi);
    assertEquals(StunMessage.BINDING_SUCCESS, story.lastResponse().type());
  }

  @Test
  void aSecondRestartWithinTheGraceRetiresTheOldestAtOnce() {
    connect();
    restart();
    story.peerUses(IceStory.NEXT_SERVER, IceStory.NEXT_PEER);
    story.check(story.wifi);
    story.agent.restart(LAST_SERVER, IceStory.PEER, story.nowNanos());
    assertTrue(story.told.contains("retired servUfrag123"));
    assertEquals(List.of("lastUfrag789", "nextUfrag456"), story.agent.localUfrags());
    story.passMillis(20_000);
    assertFalse(story.told.contains("retired nextUfrag456"));
  }

  @Test
  void aRestartNeedsAUfragThatIsNotInUse() {
    connect();
    assertThrows(
        IllegalArgumentException.class,
        () -> story.agent.restart(IceStory.SERVER, IceStory.NEXT_PEER, story.nowNanos()));
  }

  private void connect() {
    story.check(story.wifi);
    story.nominate(story.wifi);
  }

  private void restart() {
    story.agent.restart(IceStory.NEXT_SERVER, IceStory.NEXT_PEER, story.nowNanos());
  }
}
