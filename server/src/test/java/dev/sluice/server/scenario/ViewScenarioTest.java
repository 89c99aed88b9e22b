package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.Membership;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.View;
import dev.sluice.server.scenario.TestPeer.Received;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Views whose content changes by itself: who speaks, who came first. */
class ViewScenarioTest {

  private static final int LOUD = 20;
  private static final int QUIET = 100;

  private final RoomStory story = new RoomStory();
  private int audioPackets;

  /** One speaks and the other does not, for a while. */
  private void speaks(TestPeer speaker, TestPeer listener, long nanos) {
    for (long passed = 0; passed < nanos; passed += 20 * MILLISECOND) {
      audioPackets++;
      speaker.sendAudio(audioPackets, audioPackets * 960, LOUD, new byte[80]);
      listener.sendAudio(audioPackets, audioPackets * 960, QUIET, new byte[10]);
      story.pass(20 * MILLISECOND);
    }
  }

  private static void assertShows(TestPeer viewer, TestPeer publisher) {
    assertEquals(publisher.track("cam"), viewer.shownIn("v0"));
    assertEquals(publisher.track("mic"), viewer.shownIn("a0"));
  }

  @Test
  void followsWhoSpeaksWithSoundAndPicture() {
    TestPeer ann = story.join("ann", 0);
    TestPeer bob = story.join("bob", 0);
    TestPeer viewer = story.watch("v", new View.ActiveSpeaker());
    assertShows(viewer, ann);
    speaks(bob, ann, SECOND);
    assertShows(viewer, bob);
    speaks(ann, bob, 3 * SECOND);
    assertShows(viewer, ann);
    story.passWith(5 * SECOND, ann, bob, viewer);
    assertShows(viewer, ann);
  }

  @Test
  void switchesSpeakersInsideOneStream() {
    TestPeer ann = story.join("ann", 0);
    TestPeer bob = story.join("bob", 0);
    TestPeer viewer = story.watch("v", new View.ActiveSpeaker());
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 300));
    speaks(bob, ann, SECOND);
    bob.sendVideo(9_000, 4_000_000, true, vp8(true, true, 9, 400));
    ann.sendVideo(2, 93_000, true, vp8(false, true, 2, 300));
    List<Received> got = viewer.receivedVideo();
    assertEquals(List.of(300, 400), got.stream().map(packet -> packet.payload().length).toList());
    assertEquals(got.get(0).ssrc(), got.get(1).ssrc());
    assertEquals(got.get(0).sequence() + 1, got.get(1).sequence());
    assertTrue(got.get(1).timestamp() > got.get(0).timestamp());
  }

  @Test
  void whenTheSpeakerLeavesWhoSpokeBeforeIsShown() {
    TestPeer ann = story.join("ann", 0);
    TestPeer bob = story.join("bob", 0);
    TestPeer cid = story.join("cid", 0);
    TestPeer viewer = story.watch("v", new View.ActiveSpeaker());
    speaks(bob, ann, SECOND);
    speaks(cid, ann, 3 * SECOND);
    assertShows(viewer, cid);
    cid.leave();
    story.pass(SECOND);
    assertShows(viewer, bob);
  }

  @Test
  void aStageShowsThoseWhoCameFirst() {
    TestPeer ann = story.join("ann", 0);
    TestPeer bob = story.join("bob", 0);
    TestPeer cid = story.join("cid", 0);
    TestPeer viewer = story.enter("v", 3, List.of(), Membership.viewer(new View.Stage(2)));
    assertEquals(ann.track("cam"), viewer.shownIn("v0"));
    assertEquals(bob.track("cam"), viewer.shownIn("v1"));
    assertNull(viewer.shownIn("v2"));
    speaks(cid, ann, SECOND);
    assertNull(viewer.shownIn("v2"));
    ann.leave();
    story.pass(SECOND);
    assertEquals(cid.track("cam"), viewer.shownIn("v0"));
    assertEquals(bob.track("cam"), viewer.shownIn("v1"));
  }

  @Test
  void aViewerIsToldHowManyWatch() {
    story.publish("obs");
    TestPeer first = story.watch("v1", View.EVERYBODY);
    story.pass(SECOND);
    assertEquals(1, first.last(RoomEvent.ViewerCountChanged.class).viewers());
    for (int i = 2; i <= 5; i++) {
      story.watch("v" + i, View.EVERYBODY);
    }
    story.pass(SECOND);
    assertEquals(5, first.last(RoomEvent.ViewerCountChanged.class).viewers());
    assertEquals(2, first.events(RoomEvent.ViewerCountChanged.class).size());
  }
}
