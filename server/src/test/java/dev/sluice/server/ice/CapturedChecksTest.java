package dev.sluice.server.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunUfrag;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The agent against what real clients send. */
class CapturedChecksTest {

  @Test
  void chromeIsAnsweredAndObeyed() {
    IceStory story = storyOf(CapturedChecks.CHROME_UFRAG);
    receive(story, story.wifi, CapturedChecks.CHROME_SECOND_PAIR);
    receive(story, story.cell, CapturedChecks.CHROME_CHECK);
    assertSame(story.wifi, story.agent.selectedPathOrNull());
    receive(story, story.cell, CapturedChecks.CHROME_NOMINATION);
    assertSame(story.cell, story.agent.selectedPathOrNull());
    assertFlawless(story, 3, NominationStyle.SELECTIVE);
  }

  @Test
  void firefoxIsAnsweredAndKnownForAnAlwaysNominatorInSpiteOfItsConsentChecks() {
    IceStory story = storyOf(CapturedChecks.FIREFOX_UFRAG);
    receive(story, story.wifi, CapturedChecks.FIREFOX_CHECK);
    receive(story, story.cell, CapturedChecks.FIREFOX_SECOND_PAIR);
    assertSame(story.wifi, story.agent.selectedPathOrNull());
    receive(story, story.wifi, CapturedChecks.FIREFOX_CONSENT);
    receive(story, story.cell, CapturedChecks.FIREFOX_SECOND_PAIR);
    assertSame(story.wifi, story.agent.selectedPathOrNull());
    assertFlawless(story, 4, NominationStyle.ALWAYS);
  }

  @Test
  void ffmpegIsAnsweredWithoutPriorityAndRole() {
    IceStory story = storyOf(CapturedChecks.FFMPEG_UFRAG);
    receive(story, story.wifi, CapturedChecks.FFMPEG_CHECK);
    assertSame(story.wifi, story.agent.selectedPathOrNull());
    assertFlawless(story, 1, NominationStyle.ALWAYS);
  }

  @Test
  void theSocketLayerFindsOurUfragInAllOfThem() {
    for (String check :
        List.of(
            CapturedChecks.CHROME_CHECK,
            CapturedChecks.CHROME_NOMINATION,
            CapturedChecks.FIREFOX_CHECK,
            CapturedChecks.FIREFOX_CONSENT,
            CapturedChecks.FFMPEG_CHECK)) {
      byte[] data = CapturedChecks.bytes(check);
      assertEquals("servUfrag123", StunUfrag.localUfrag(data, 0, data.length));
    }
  }

  private static IceStory storyOf(String peerUfrag) {
    IceCredentials remote = new IceCredentials(peerUfrag, "is never used by a lite agent");
    return new IceStory(CapturedChecks.SERVER, remote);
  }

  private static void receive(IceStory story, NetworkPath path, String check) {
    story.receive(path, CapturedChecks.bytes(check));
    assertEquals(StunMessage.BINDING_SUCCESS, story.lastResponse().type());
    assertEquals(path.remote(), story.lastResponse().xorMappedAddressOrNull());
  }

  private static void assertFlawless(IceStory story, int checks, NominationStyle style) {
    IceStats stats = story.agent.stats();
    assertEquals(checks, stats.checks());
    assertEquals(0, stats.foreignPeerUfrags());
    assertEquals(style, stats.nominationStyle());
    assertEquals(0, stats.drops().size());
  }
}
