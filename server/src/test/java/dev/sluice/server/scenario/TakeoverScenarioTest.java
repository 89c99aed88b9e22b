package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.room.View;
import dev.sluice.server.rtcp.PictureLossIndication;
import dev.sluice.server.scenario.TestPeer.Received;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A publisher goes, comes back, or comes twice, while others watch. */
class TakeoverScenarioTest {

  private static final View.Publisher OBS = new View.Publisher(new ParticipantId("obs"));
  private static final int FRAME_TICKS = 3000;

  private final RoomStory story = new RoomStory();

  /** Sends frames of one packet, 40 ms apart; the first is a keyframe. */
  private void stream(TestPeer publisher, int firstSequence, int firstTimestamp, int frames) {
    for (int i = 0; i < frames; i++) {
      publisher.sendVideo(
          firstSequence + i,
          firstTimestamp + i * FRAME_TICKS,
          true,
          vp8(i == 0, true, firstSequence + i, 500));
      story.pass(40 * MILLISECOND);
    }
  }

  @Test
  void viewersStayWithTheIdentityAndTheirNumbersGoOnWithoutASeam() {
    TestPeer first = story.publish("obs");
    TestPeer viewer = story.watch("v", OBS);
    stream(first, 100, 5_000, 5);
    TestPeer second = story.publish("obs");
    assertEquals(LeaveReason.REPLACED, first.last(RoomEvent.Disconnected.class).reason());
    assertEquals(second.track("cam"), viewer.shownIn("v0"));
    assertEquals(second.track("mic"), viewer.shownIn("a0"));

    second.sendVideo(40_000, 9_000_000, true, vp8(false, true, 77, 500));
    story.pass(40 * MILLISECOND);
    assertEquals(5, viewer.receivedVideo().size(), "nothing goes out before a keyframe");
    assertFalse(second.feedback(PictureLossIndication.class).isEmpty(), "which is asked for");
    stream(second, 40_001, 9_003_000, 5);

    List<Received> got = viewer.receivedVideo();
    assertEquals(10, got.size());
    assertEquals(1, got.stream().map(Received::ssrc).distinct().count());
    for (int i = 1; i < got.size(); i++) {
      assertEquals(1, got.get(i).sequence() - got.get(i - 1).sequence(), "at packet " + i);
      assertTrue(got.get(i).timestamp() - got.get(i - 1).timestamp() > 0, "at packet " + i);
      assertTrue(
          got.get(i).timestamp() - got.get(i - 1).timestamp() < 90_000, "a leap at packet " + i);
    }
  }

  @Test
  void whatWasLostJustBeforeATakeoverIsStillSentAgain() {
    TestPeer first = story.publish("obs");
    TestPeer viewer = story.watch("v", OBS);
    stream(first, 100, 5_000, 5);
    story.publish("obs");
    Received last = viewer.receivedVideo().get(4);
    viewer.nack(last.ssrc(), last.sequence());
    Received again = viewer.received().get(viewer.received().size() - 1);
    assertEquals(TestPeer.VP8_RTX, again.payloadType());
  }

  @Test
  void nobodyElsesTrackGetsIntoTheSlotDuringATakeover() {
    story.publish("obs");
    TestPeer ann = story.join("ann", 1);
    story.join("bob", 1);
    TestPeer second = story.publish("obs");
    assertEquals(second.track("cam"), ann.shownIn("v0"));
    assertTrue(
        ann.events(RoomEvent.SlotsChanged.class).stream()
            .flatMap(event -> event.slots().stream())
            .allMatch(slot -> slot.track().isPresent()));
  }

  @Test
  void aViewerWaitsForAPublisherWhoComesBack() {
    TestPeer first = story.publish("obs");
    TestPeer viewer = story.watch("v", OBS);
    story.pass(SECOND);
    assertTrue(viewer.last(RoomEvent.PublishersChanged.class).active());
    stream(first, 100, 5_000, 5);
    first.leave();
    story.passWith(50 * SECOND, viewer);
    assertFalse(viewer.last(RoomEvent.PublishersChanged.class).active());

    TestPeer second = story.publish("obs");
    stream(second, 1, 1, 5);
    assertEquals(10, viewer.receivedVideo().size());
    story.passWith(70 * SECOND, viewer, second);
    assertTrue(viewer.last(RoomEvent.PublishersChanged.class).active());
    assertTrue(viewer.events(RoomEvent.Disconnected.class).isEmpty());
  }

  @Test
  void aViewerWithNobodyToWatchIsSentAwayInTheEnd() {
    TestPeer publisher = story.publish("obs");
    TestPeer viewer = story.watch("v", OBS);
    TestPeer other = story.publish("other");
    publisher.leave();
    story.passWith(RoomOptions.DEFAULTS.viewerGraceNanos() - SECOND, viewer, other);
    assertTrue(viewer.events(RoomEvent.Disconnected.class).isEmpty());
    story.passWith(2 * SECOND, viewer, other);
    assertEquals(LeaveReason.NO_PUBLISHER, viewer.last(RoomEvent.Disconnected.class).reason());
  }

  @Test
  void aPublisherMayBeRefusedWhereItsIdentityIsInUse() {
    TestPeer first = story.publish("obs");
    TestPeer second =
        story.enter("obs", 0, List.of(), Membership.publisher(DuplicatePolicy.REJECT));
    assertEquals(RoomErrorCode.IDENTITY_IN_USE, second.last(RoomEvent.Rejected.class).code());
    assertTrue(first.events(RoomEvent.Disconnected.class).isEmpty());
  }

  @Test
  void aPublisherMayComeBesideAnotherOfTheSameIdentity() {
    Membership beside = Membership.publisher(DuplicatePolicy.BESIDE);
    TestPeer first = story.enter("obs", 0, List.of(), beside);
    TestPeer second = story.enter("obs", 0, List.of(), beside);
    TestPeer third = story.enter("obs", 0, List.of(), beside);
    assertEquals(new ParticipantId("obs"), joinedAs(first));
    assertEquals(new ParticipantId("obs-2"), joinedAs(second));
    assertEquals(new ParticipantId("obs-3"), joinedAs(third));
    TestPeer viewer = story.watch("v", new View.Publisher(new ParticipantId("obs-2")));
    assertEquals(second.track("cam"), viewer.shownIn("v0"));
    assertTrue(first.events(RoomEvent.Disconnected.class).isEmpty());
  }

  @Test
  void anIdentityBesideAnotherIsNoLongerThanAnyOther() {
    Membership beside = Membership.publisher(DuplicatePolicy.BESIDE);
    String longest = "x".repeat(64);
    story.enter(longest, 0, List.of(), beside);
    assertEquals(
        new ParticipantId("x".repeat(62) + "-2"),
        joinedAs(story.enter(longest, 0, List.of(), beside)));
  }

  private static ParticipantId joinedAs(TestPeer peer) {
    return peer.last(RoomEvent.Joined.class).self().id();
  }

  @Test
  void aSuccessorKeepsThePlaceOnTheStage() {
    story.publish("one");
    story.publish("two");
    TestPeer viewer = story.watch("v", new View.Stage(1));
    TestPeer again = story.publish("one");
    story.pass(SECOND);
    assertEquals(again.track("cam"), viewer.shownIn("v0"));
  }
}
