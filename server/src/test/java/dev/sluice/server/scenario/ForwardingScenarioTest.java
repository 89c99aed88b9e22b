package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.rtcp.GenericNack;
import dev.sluice.server.rtcp.PictureLossIndication;
import dev.sluice.server.rtcp.ReceiverReport;
import dev.sluice.server.rtcp.SenderReport;
import dev.sluice.server.rtcp.TransportFeedback;
import dev.sluice.server.scenario.TestPeer.Received;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to media between two peers of a room. */
class ForwardingScenarioTest {

  private final RoomStory story = new RoomStory();

  @Test
  void forwardsAFrameWithPayloadUntouchedAndNumbersOfItsOwn() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    List<byte[]> frame =
        List.of(vp8(true, true, 1, 1000), vp8(true, false, 1, 999), vp8(true, false, 1, 1000));
    ann.sendFrame(40_000, 90_000, frame);

    List<Received> got = bob.receivedVideo();
    assertEquals(3, got.size());
    int first = got.get(0).sequence();
    assertTrue(first < 1 << 15, "the first number leaves room before the wrap");
    for (int i = 0; i < 3; i++) {
      assertEquals(first + i, got.get(i).sequence());
      assertEquals("v0", got.get(i).mid());
      assertArrayEquals(
          Arrays.copyOfRange(frame.get(i), 4, frame.get(i).length),
          Arrays.copyOfRange(got.get(i).payload(), 4, got.get(i).payload().length));
    }
    assertFalse(got.get(0).marker());
    assertTrue(got.get(2).marker());
    assertTrue(ann.receivedVideo().isEmpty(), "nobody gets back what they send");
  }

  @Test
  void waitsForAKeyframeAndAsksForIt() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendVideo(2, 6000, true, vp8(false, true, 2, 500));
    assertTrue(bob.receivedVideo().isEmpty());

    story.pass(20 * MILLISECOND);
    assertEquals(1, ann.feedback(PictureLossIndication.class).size());

    ann.sendVideo(3, 9000, true, vp8(true, true, 3, 500));
    assertEquals(1, bob.receivedVideo().size());
  }

  @Test
  void asksThePublisherOnceHoweverManyWantAKeyframe() {
    TestPeer ann = story.join("ann", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    for (int i = 0; i < 8; i++) {
      story.join("viewer" + i, 1);
    }
    ann.sendVideo(2, 6000, true, vp8(true, true, 2, 500));
    long before = ann.feedback(PictureLossIndication.class).size();
    story.pass(SECOND);
    for (int i = 0; i < 8; i++) {
      assertTrue(before <= 2, "asked " + before + " times");
    }
  }

  @Test
  void answersANackFromTheHistoryInTheRetransmissionStream() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    ann.sendVideo(2, 6000, true, vp8(false, true, 2, 600));
    Received second = bob.receivedVideo().get(1);

    bob.nack(second.ssrc(), second.sequence());

    Received again = bob.received().get(bob.received().size() - 1);
    assertEquals(TestPeer.VP8_RTX, again.payloadType());
    assertNotEquals(second.ssrc(), again.ssrc());
    int original = BigEndian.u16(again.payload(), 0);
    assertEquals(second.sequence(), original);
    assertArrayEquals(
        second.payload(), Arrays.copyOfRange(again.payload(), 2, again.payload().length));
    assertEquals(second.timestamp(), again.timestamp());

    int count = bob.received().size();
    bob.nack(second.ssrc(), second.sequence());
    assertEquals(count, bob.received().size(), "a repeat within a round trip is ignored");
  }

  @Test
  void asksThePublisherForWhatIsMissingAndForwardsItInItsPlace() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    byte[] lost = ann.videoPacket(2, 6000, true, vp8(false, true, 2, 500));
    ann.sendVideo(3, 9000, true, vp8(false, true, 3, 500));
    story.pass(100 * MILLISECOND);

    List<GenericNack> nacks = ann.feedback(GenericNack.class);
    assertFalse(nacks.isEmpty());
    assertEquals(List.of(2), nacks.get(0).sequenceNumbers());

    int first = bob.receivedVideo().get(0).sequence();
    assertEquals(first + 2, bob.receivedVideo().get(1).sequence(), "a real loss leaves a gap");
    ann.deliver(lost);
    assertEquals(first + 1, bob.receivedVideo().get(2).sequence());
  }

  @Test
  void leavesNoGapForPaddingProbes() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    ann.sendVideo(2, 3000, false, new byte[0]);
    ann.sendVideo(3, 6000, true, vp8(false, true, 2, 500));

    List<Received> got = bob.receivedVideo();
    assertEquals(2, got.size());
    assertEquals(got.get(0).sequence() + 1, got.get(1).sequence());
  }

  @Test
  void reportsToBothSides() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    for (int i = 1; i <= 60; i++) {
      ann.sendVideo(i, i * 3000, true, vp8(i == 1, true, i, 500));
      ann.sendAudio(i, i * 960, 60, new byte[80]);
      story.pass(30 * MILLISECOND);
    }
    assertFalse(ann.feedback(ReceiverReport.class).isEmpty());
    assertFalse(ann.feedback(TransportFeedback.class).isEmpty());
    List<SenderReport> reports = bob.feedback(SenderReport.class);
    assertTrue(
        reports.stream().map(SenderReport::ssrc).distinct().count() == 2,
        "one for audio and one for video");
  }

  @Test
  void stopsAMutedTrackAndGoesOnWithoutASeam() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    ann.mute("cam", true);
    ann.sendVideo(2, 6000, true, vp8(false, true, 2, 500));
    assertEquals(1, bob.receivedVideo().size());
    assertTrue(bob.events(RoomEvent.TrackUpdated.class).stream().anyMatch(e -> e.track().muted()));

    ann.mute("cam", false);
    story.pass(300 * MILLISECOND);
    assertFalse(ann.feedback(PictureLossIndication.class).isEmpty());
    ann.sendVideo(3, 40_000, true, vp8(true, true, 3, 500));
    List<Received> got = bob.receivedVideo();
    assertEquals(got.get(0).sequence() + 1, got.get(1).sequence());
    assertEquals(got.get(0).ssrc(), got.get(1).ssrc());
  }

  @Test
  void asksForNoKeyframeWhileMutedAndForOneAtOnceAfterwards() {
    TestPeer ann = story.join("ann", 1);
    story.join("bob", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    story.pass(2 * SECOND);
    int before = ann.feedback(PictureLossIndication.class).size();
    ann.mute("cam", true);
    story.pass(20 * SECOND);
    assertEquals(before, ann.feedback(PictureLossIndication.class).size());
    ann.mute("cam", false);
    story.pass(300 * MILLISECOND);
    assertEquals(before + 1, ann.feedback(PictureLossIndication.class).size());
  }

  @Test
  void whatIsUnpublishedIsNeitherShownNorHeard() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    ann.says(new RoomCommand.Unpublish(0, ann.id(), ann.track("cam")));
    ann.says(new RoomCommand.Unpublish(0, ann.id(), ann.track("mic")));
    int before = bob.receivedVideo().size();
    ann.sendVideo(2, 6000, true, vp8(true, true, 2, 500));
    for (int i = 0; i < 100; i++) {
      ann.sendAudio(i + 1, i * 960, 10, new byte[60]);
      story.pass(20 * MILLISECOND);
    }
    assertEquals(before, bob.receivedVideo().size());
    assertTrue(bob.events(RoomEvent.ActiveSpeakers.class).isEmpty());
  }

  @Test
  void bringsTheLoudestIntoTheOnlyAudioSlot() {
    TestPeer ann = story.join("ann", 0);
    TestPeer bob = story.join("bob", 0);
    TestPeer cid = story.join("cid", 0);
    for (int i = 1; i <= 100; i++) {
      ann.sendAudio(i, i * 960, 127, new byte[80]);
      bob.sendAudio(i, i * 960, 20, new byte[80]);
      story.pass(20 * MILLISECOND);
    }
    List<RoomEvent.ActiveSpeakers> speakers = cid.events(RoomEvent.ActiveSpeakers.class);
    assertFalse(speakers.isEmpty());
    assertEquals(bob.id(), speakers.get(speakers.size() - 1).speakers().get(0).participant());
    assertEquals(bob.track("mic"), cid.shownIn("a0"));
  }

  @Test
  void hearsNothingOfAMicrophoneThatIsNoLongerPublished() {
    TestPeer ann = story.join("ann", 0);
    TestPeer bob = story.join("bob", 0);
    ann.sendAudio(1, 960, 20, new byte[80]);
    ann.says(new RoomCommand.Unpublish(1, ann.id(), ann.track("mic")));
    int heard = bob.received().size();
    for (int i = 2; i <= 60; i++) {
      ann.sendAudio(i, i * 960, 20, new byte[80]);
      story.pass(20 * MILLISECOND);
    }
    assertEquals(heard, bob.received().size());
    assertTrue(bob.events(RoomEvent.ActiveSpeakers.class).isEmpty());
  }

  @Test
  void givesAPathBackToWhoProvesItAgain() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    TestPeer thief = story.join("thief", 1);
    thief.checkFromThePathOf(ann);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertTrue(bob.receivedVideo().isEmpty(), "the thief has the path now");
    ann.check();
    ann.sendVideo(2, 6000, true, vp8(true, true, 2, 500));
    assertEquals(1, bob.receivedVideo().size());
  }

  @Test
  void forgetsEverythingWhenTheRoomIsEmpty() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    ann.leave();
    assertEquals(1, bob.events(RoomEvent.ParticipantLeft.class).size());
    bob.leave();
    story.pass(20 * SECOND);
    assertTrue(story.rooms.stats().isEmpty());
    assertTrue(story.home.isEmpty());
  }
}
