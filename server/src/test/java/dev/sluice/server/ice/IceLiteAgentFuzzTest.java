package dev.sluice.server.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunMessage;
import java.util.Arrays;

class IceLiteAgentFuzzTest {

  private static final int MAX_STEPS = 400;

  @FuzzTest
  void neverAnswersWithMoreBytesThanCame(byte[] data) {
    IceStory story = new IceStory();
    story.receive(story.wifi, data);
    for (byte[] response : story.responses) {
      assertTrue(response.length <= data.length);
    }
  }

  /** Two bytes make a step: what happens, and on which path. */
  @FuzzTest
  void keepsItsPromisesWhateverHappens(byte[] steps) {
    IceStory story = new IceStory();
    TestPath[] paths = new TestPath[12];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = new TestPath("203.0.113." + i, 4000 + i);
    }
    int restarts = 0;
    for (int i = 0; i + 1 < steps.length && i < 2 * MAX_STEPS; i += 2) {
      TestPath path = paths[(steps[i + 1] & 0xFF) % paths.length];
      switch (steps[i] & 0x0F) {
        case 0, 1 -> story.check(path);
        case 2, 3 -> story.nominate(path);
        case 4 -> story.nominate(path, steps[i + 1]);
        case 5, 6, 7 -> story.media(path);
        case 8 -> story.passMillis(50);
        case 9 -> story.passMillis(7000);
        case 10 -> story.agent.removePath(path);
        case 11 -> {
          IceCredentials next = new IceCredentials("next" + restarts++, "password of a restart");
          story.agent.restart(next, IceStory.PEER, story.nowNanos());
          if ((steps[i] & 0x10) != 0) {
            story.peerUses(next, IceStory.PEER);
          }
        }
        case 12 -> story.receive(path, story.begin(StunMessage.BINDING_INDICATION).finish());
        case 13 -> story.receive(path, story.full().finish());
        case 14 -> story.receive(path, story.end(story.full().flag(steps[i + 1] & 0xFF)));
        default ->
            story.receive(path, story.end(story.full().u64(StunAttribute.ICE_CONTROLLED, 1)));
      }
      assertPromises(story, paths);
    }
  }

  private static void assertPromises(IceStory story, TestPath[] paths) {
    long validated = Arrays.stream(paths).filter(story.agent::isValidated).count();
    assertEquals(validated, story.agent.stats().validatedPaths());
    assertTrue(validated <= 8);
    NetworkPath selected = story.agent.selectedPathOrNull();
    assertEquals(validated > 0, selected != null);
    assertTrue(selected == null || story.agent.isValidated(selected));
    int ufrags = story.agent.localUfrags().size();
    assertTrue(ufrags == 1 || ufrags == 2);
  }
}
