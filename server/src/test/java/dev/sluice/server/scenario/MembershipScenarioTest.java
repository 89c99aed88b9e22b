package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.srtp.SrtpProfile;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Coming, going, and coming back. */
class MembershipScenarioTest {

  private static RoomStory story(int maxParticipants, DuplicatePolicy duplicates) {
    return new RoomStory(
        RoomOptions.DEFAULTS.withLimits(maxParticipants, 0).withDuplicateIdentity(duplicates),
        SrtpProfile.AES128_CM_HMAC_SHA1_80);
  }

  @Test
  void tellsTheNewcomerWhoIsThereAndTheOthersWhoCame() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    RoomEvent.Joined joined = bob.events(RoomEvent.Joined.class).get(0);
    assertEquals(ann.id(), joined.others().get(0).id());
    assertEquals(2, joined.others().get(0).tracks().size());
    assertEquals(Optional.of(ann.track("cam")), joined.slots().get(1).track());
    assertEquals(bob.id(), ann.events(RoomEvent.ParticipantJoined.class).get(0).participant().id());
  }

  @Test
  void keepsMediaFlowingWhileSignalingIsAway() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.losesSignaling();
    assertFalse(bob.last(RoomEvent.ParticipantUpdated.class).participant().connected());

    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertEquals(1, bob.receivedVideo().size());

    story.pass(10 * SECOND);
    ann.says(new RoomCommand.Resume(7, ann.id(), ann.sink(), ann.sink()));
    RoomEvent.Resumed resumed = ann.last(RoomEvent.Resumed.class);
    assertEquals(7, resumed.requestId());
    assertEquals(bob.id(), resumed.others().get(0).id());
    story.pass(30 * SECOND);
    assertTrue(bob.events(RoomEvent.ParticipantLeft.class).isEmpty());
  }

  @Test
  void removesWhoDoesNotComeBackInTime() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.losesSignaling();
    story.pass(RoomOptions.DEFAULTS.resumeGraceNanos() + SECOND);
    assertEquals(LeaveReason.SIGNALING_LOST, bob.last(RoomEvent.ParticipantLeft.class).reason());
    ann.says(new RoomCommand.Resume(8, ann.id(), ann.sink(), ann.sink()));
    assertEquals(RoomErrorCode.NOT_JOINED, ann.last(RoomEvent.Rejected.class).code());
  }

  @Test
  void letsTheSameIdentityTakeOver() {
    RoomStory story = story(0, DuplicatePolicy.REPLACE);
    TestPeer first = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    TestPeer second = story.join("ann", 1);
    assertEquals(LeaveReason.REPLACED, first.last(RoomEvent.Disconnected.class).reason());
    assertEquals(1, second.events(RoomEvent.Joined.class).size());
    first.leave();
    story.pass(SECOND);
    assertTrue(
        second.events(RoomEvent.Disconnected.class).isEmpty(),
        "what the former one says does not touch its successor");
    assertEquals(LeaveReason.REPLACED, bob.last(RoomEvent.ParticipantLeft.class).reason());
    assertEquals(second.id(), bob.last(RoomEvent.ParticipantJoined.class).participant().id());
  }

  @Test
  void whoWasReplacedCannotResumeAsItsSuccessor() {
    RoomStory story = story(0, DuplicatePolicy.REPLACE);
    TestPeer first = story.join("ann", 1);
    TestPeer second = story.join("ann", 1);
    first.says(new RoomCommand.Resume(7, first.id(), first.sink(), first.sink()));
    assertEquals(RoomErrorCode.NOT_JOINED, first.last(RoomEvent.Rejected.class).code());
    first.says(
        new RoomCommand.Renegotiate(8, first.id(), first.session(), List.of(), true, first.sink()));
    assertTrue(second.events(RoomEvent.Accepted.class).isEmpty());
    story.room().execute(new RoomCommand.Close(LeaveReason.ROOM_CLOSED));
    story.home.runTasks();
    assertEquals(LeaveReason.ROOM_CLOSED, second.last(RoomEvent.Disconnected.class).reason());
  }

  @Test
  void refusesTheSameIdentityWhereThatIsThePolicy() {
    RoomStory story = story(0, DuplicatePolicy.REJECT);
    TestPeer first = story.join("ann", 1);
    TestPeer second = story.join("ann", 1);
    assertEquals(RoomErrorCode.IDENTITY_IN_USE, second.last(RoomEvent.Rejected.class).code());
    assertTrue(first.events(RoomEvent.Disconnected.class).isEmpty());
  }

  @Test
  void refusesWhenTheRoomIsFull() {
    RoomStory story = story(1, DuplicatePolicy.REPLACE);
    story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    assertEquals(RoomErrorCode.ROOM_FULL, bob.last(RoomEvent.Rejected.class).code());
  }

  @Test
  void noticesAPeerWhoseMediaFellSilent() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    story.pass(31 * SECOND);
    assertEquals(
        RoomEvent.TransportState.INTERRUPTED, ann.last(RoomEvent.TransportChanged.class).state());
    ann.check();
    story.pass(10 * MILLISECOND);
    assertEquals(
        RoomEvent.TransportState.CONNECTED, ann.last(RoomEvent.TransportChanged.class).state());
  }

  @Test
  void carriesMessagesToAllOrToSome() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 0);
    TestPeer bob = story.join("bob", 0);
    TestPeer cid = story.join("cid", 0);
    ann.says(new RoomCommand.Broadcast(1, ann.id(), "chat", "hello", List.of()));
    ann.says(new RoomCommand.Broadcast(2, ann.id(), "chat", "psst", List.of(bob.id())));
    assertEquals(2, bob.events(RoomEvent.Message.class).size());
    assertEquals(1, cid.events(RoomEvent.Message.class).size());
    assertTrue(ann.events(RoomEvent.Message.class).isEmpty());
    ann.says(
        new RoomCommand.Broadcast(3, ann.id(), "chat", "?", List.of(new ParticipantId("nobody"))));
    assertEquals(RoomErrorCode.NO_SUCH_PARTICIPANT, ann.last(RoomEvent.Rejected.class).code());
    ann.says(new RoomCommand.Broadcast(4, ann.id(), "chat", "x".repeat(20_000), List.of()));
    assertEquals(RoomErrorCode.TOO_LARGE, ann.last(RoomEvent.Rejected.class).code());
  }

  @Test
  void whoIsNamedManyTimesHearsAMessageOnce() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 0);
    TestPeer bob = story.join("bob", 0);
    ann.says(
        new RoomCommand.Broadcast(
            1, ann.id(), "chat", "psst", Collections.nCopies(1000, bob.id())));
    assertEquals(1, bob.events(RoomEvent.Message.class).size());
  }

  @Test
  void nobodyTouchesTheTracksOfOthers() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    bob.says(new RoomCommand.Unpublish(1, bob.id(), ann.track("cam")));
    assertEquals(RoomErrorCode.NOT_YOUR_TRACK, bob.last(RoomEvent.Rejected.class).code());
    bob.says(new RoomCommand.SetMuted(2, bob.id(), ann.track("mic"), true));
    assertEquals(RoomErrorCode.NOT_YOUR_TRACK, bob.last(RoomEvent.Rejected.class).code());
    bob.says(
        new RoomCommand.Publish(3, bob.id(), new TrackIntent("v0", TrackSource.CAMERA, "", false)));
    assertEquals(RoomErrorCode.MID_NOT_PUBLISHABLE, bob.last(RoomEvent.Rejected.class).code());
    bob.says(new RoomCommand.Bind(4, bob.id(), "a0", Optional.of(ann.track("cam"))));
    assertEquals(
        RoomErrorCode.CODEC_NOT_SUPPORTED_BY_SLOT, bob.last(RoomEvent.Rejected.class).code());
  }

  @Test
  void aNewPeerConnectionReplacesTheTransportAndKeepsTheParticipant() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    TestPeer again = story.otherDevice("annagain");
    ann.says(
        new RoomCommand.Renegotiate(
            5,
            ann.id(),
            again.session(),
            List.of(new TrackIntent("cam", TrackSource.CAMERA, "", false)),
            true,
            ann.sink()));
    again.check();
    story.pass(20 * MILLISECOND);
    again.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertEquals(1, bob.receivedVideo().size());
    assertTrue(bob.events(RoomEvent.ParticipantLeft.class).isEmpty());
    assertEquals(2, bob.events(RoomEvent.TrackUnpublished.class).size());
    assertNull(bob.shownIn("a0"), "the microphone is gone and the slot is said to be empty");
    assertEquals(
        List.of(5L),
        ann.events(RoomEvent.Accepted.class).stream().map(RoomEvent.Accepted::requestId).toList());
  }

  @Test
  void closingTheRoomSendsEverybodyAway() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    story.rooms.closeAll(LeaveReason.ROOM_CLOSED);
    story.home.runTasks();
    assertEquals(LeaveReason.ROOM_CLOSED, ann.last(RoomEvent.Disconnected.class).reason());
    assertTrue(story.home.isEmpty());
    ann.says(
        new RoomCommand.Join(
            9,
            ann.id(),
            "ann",
            Map.of(),
            Membership.participant(),
            ann.session(),
            List.of(),
            ann.sink()));
    assertEquals(RoomErrorCode.ROOM_CLOSED, ann.last(RoomEvent.Rejected.class).code());
  }
}
