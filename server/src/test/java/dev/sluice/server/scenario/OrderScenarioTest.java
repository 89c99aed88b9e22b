package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.OperatorAnswer;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.Permissions;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.TrackId;
import dev.sluice.server.room.TrackInfo;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.room.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What operators do to those in a room. */
class OrderScenarioTest {

  private final RoomStory story = new RoomStory();
  private final List<OperatorAnswer> answers = new ArrayList<>();

  private static Membership with(String token) {
    return Membership.participant().with(new Entitlement(Permissions.ALL, Optional.of(token)));
  }

  private OperatorAnswer remove(ParticipantId who) {
    story.room().execute(new RoomCommand.Remove(who, LeaveReason.KICKED, answers::add));
    story.home.runTasks();
    return answers.get(answers.size() - 1);
  }

  private OperatorAnswer mute(ParticipantId who, Optional<TrackId> track, boolean muted) {
    story.room().execute(new RoomCommand.OrderMute(who, track, muted, answers::add));
    story.home.runTasks();
    return answers.get(answers.size() - 1);
  }

  @Test
  void whoIsRemovedIsGoneAndCannotResume() {
    TestPeer ann = story.enter("ann", 1, List.of(), with("jti-1"));
    TestPeer bob = story.join("bob", 1);
    assertEquals(new OperatorAnswer.Done(Optional.of("jti-1")), remove(ann.id()));
    assertEquals(LeaveReason.KICKED, ann.last(RoomEvent.Disconnected.class).reason());
    assertEquals(LeaveReason.KICKED, bob.last(RoomEvent.ParticipantLeft.class).reason());
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertTrue(bob.receivedVideo().isEmpty());
    ann.says(new RoomCommand.Resume(7, ann.id(), ann.sink(), ann.sink()));
    assertEquals(RoomErrorCode.NOT_JOINED, ann.last(RoomEvent.Rejected.class).code());
  }

  @Test
  void whoOnlyChoseAnIdentityCannotTakeThePlaceOfWhomATokenNames() {
    ParticipantId ann = new ParticipantId("ann");
    Entitlement named = new Entitlement(Permissions.ALL, Optional.of("jti-1")).of(ann);
    TestPeer first = story.enter("ann", 1, List.of(), Membership.participant().with(named));
    TestPeer stranger = story.enter("ann", 1, List.of(), Membership.participant());
    assertEquals(RoomErrorCode.IDENTITY_IN_USE, stranger.last(RoomEvent.Rejected.class).code());
    Entitlement next = new Entitlement(Permissions.ALL, Optional.of("jti-2")).of(ann);
    story.enter("ann", 1, List.of(), Membership.participant().with(next));
    assertEquals(LeaveReason.REPLACED, first.last(RoomEvent.Disconnected.class).reason());
    assertEquals(new OperatorAnswer.Done(Optional.of("jti-2"), Optional.of(ann)), remove(ann));
  }

  @Test
  void whoIsNotThereCanNeitherBeRemovedNorMuted() {
    TestPeer ann = story.join("ann", 1);
    ParticipantId nobody = new ParticipantId("nobody");
    assertInstanceOf(OperatorAnswer.NoSuchParticipant.class, remove(nobody));
    assertInstanceOf(OperatorAnswer.NoSuchParticipant.class, mute(nobody, Optional.empty(), true));
    assertInstanceOf(
        OperatorAnswer.NoSuchTrack.class, mute(ann.id(), Optional.of(new TrackId("t99")), true));
  }

  @Test
  void aViewerIsRemovedAsAnybodyElse() {
    story.publish("ann");
    TestPeer viewer = story.watch("v", View.EVERYBODY);
    assertEquals(new OperatorAnswer.Done(Optional.empty()), remove(viewer.id()));
    assertEquals(LeaveReason.KICKED, viewer.last(RoomEvent.Disconnected.class).reason());
  }

  @Test
  void aRoomThatIsClosedAnswersToo() {
    TestPeer ann = story.join("ann", 1);
    var room = story.room();
    room.execute(new RoomCommand.Close(LeaveReason.ROOM_CLOSED));
    room.execute(new RoomCommand.Remove(ann.id(), LeaveReason.KICKED, answers::add));
    room.execute(new RoomCommand.OrderMute(ann.id(), Optional.empty(), true, answers::add));
    story.home.runTasks();
    assertEquals(
        List.of(
            new OperatorAnswer.Failed(RoomErrorCode.ROOM_CLOSED),
            new OperatorAnswer.Failed(RoomErrorCode.ROOM_CLOSED)),
        answers);
  }

  @Test
  void whoeverCameWithARevokedTokenGoesAndTheOthersStay() {
    TestPeer ann = story.enter("ann", 1, List.of(), with("jti-1"));
    TestPeer bob = story.enter("bob", 1, List.of(), with("jti-2"));
    TestPeer cid = story.enter("cid", 1, List.of(), with("jti-1"));
    ann.says(new RoomCommand.EndToken("jti-1"));
    assertEquals(LeaveReason.TOKEN_REVOKED, ann.last(RoomEvent.Disconnected.class).reason());
    assertEquals(LeaveReason.TOKEN_REVOKED, cid.last(RoomEvent.Disconnected.class).reason());
    assertTrue(bob.events(RoomEvent.Disconnected.class).isEmpty());
  }

  @Test
  void whoIsBarredGoesUnlessItIsTheOperator() {
    TestPeer ann = story.enter("ann", 1, List.of(), with("jti-1"));
    Entitlement operators = Entitlement.EVERYTHING.ofOperator();
    TestPeer bob = story.enter("bob", 1, List.of(), Membership.participant().with(operators));
    story.guard = (room, who, entitlement) -> !entitlement.operator();
    ann.says(new RoomCommand.EndBarred(ann.id()));
    ann.says(new RoomCommand.EndBarred(bob.id()));
    assertEquals(LeaveReason.KICKED, ann.last(RoomEvent.Disconnected.class).reason());
    assertTrue(bob.events(RoomEvent.Disconnected.class).isEmpty());
  }

  @Test
  void aTokenThatWasTakenBackMeanwhileRefreshesNoMembership() {
    TestPeer ann = story.enter("ann", 1, List.of(), with("jti-1"));
    story.guard = (room, who, entitlement) -> entitlement.tokenId().equals(Optional.of("jti-2"));
    ann.says(new RoomCommand.EndToken("jti-2"));
    ann.says(
        new RoomCommand.Entitle(
            5, ann.id(), new Entitlement(Permissions.ALL, Optional.of("jti-2")), ann.sink()));
    assertEquals(RoomErrorCode.NOT_ADMITTED, ann.last(RoomEvent.Rejected.class).code());
    assertEquals(new OperatorAnswer.Done(Optional.of("jti-1")), remove(ann.id()));
  }

  @Test
  void whatAnOperatorMutesIsNotForwardedUntilItIsAllowed() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    mute(ann.id(), Optional.of(ann.track("cam")), true);
    TrackInfo told = bob.last(RoomEvent.TrackUpdated.class).track();
    assertTrue(told.muted() && told.mutedByOperator());
    assertEquals(told, ann.last(RoomEvent.TrackUpdated.class).track());
    ann.sendVideo(2, 6000, true, vp8(true, true, 2, 600));
    ann.sendAudio(1, 960, 20, new byte[50]);
    assertEquals(1, bob.receivedVideo().size());
    mute(ann.id(), Optional.of(ann.track("cam")), false);
    assertFalse(bob.last(RoomEvent.TrackUpdated.class).track().muted());
    ann.sendVideo(3, 9000, true, vp8(true, true, 3, 700));
    assertEquals(2, bob.receivedVideo().size());
  }

  @Test
  void thePublisherCannotUnmuteWhatAnOperatorMuted() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    mute(ann.id(), Optional.empty(), true);
    assertEquals(2, bob.events(RoomEvent.TrackUpdated.class).size());
    ann.says(new RoomCommand.SetMuted(9, ann.id(), ann.track("cam"), false));
    assertEquals(RoomErrorCode.NOT_PERMITTED, ann.last(RoomEvent.Rejected.class).code());
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertTrue(bob.receivedVideo().isEmpty());
  }

  @Test
  void whoMutedItselfStaysMutedWhenTheOperatorAllows() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.mute("cam", true);
    mute(ann.id(), Optional.empty(), true);
    mute(ann.id(), Optional.empty(), false);
    TrackInfo told = bob.last(RoomEvent.TrackUpdated.class).track();
    assertTrue(told.muted());
    assertFalse(told.mutedByOperator());
    ann.mute("cam", false);
    assertFalse(bob.last(RoomEvent.TrackUpdated.class).track().muted());
  }

  @Test
  void anOperatorsMuteOutlivesTracksAndSessions() {
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    mute(ann.id(), Optional.of(ann.track("cam")), true);
    ann.says(new RoomCommand.Unpublish(0, ann.id(), ann.track("cam")));
    ann.says(
        new RoomCommand.Publish(0, ann.id(), new TrackIntent("cam", TrackSource.OTHER, "", false)));
    assertTrue(bob.last(RoomEvent.TrackPublished.class).track().mutedByOperator());
    ann.leave();
    TestPeer again = story.join("ann", 1);
    again.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    assertTrue(bob.receivedVideo().isEmpty());
    assertTrue(
        bob.last(RoomEvent.ParticipantJoined.class).participant().tracks().stream()
            .filter(track -> track.mid().equals("cam"))
            .allMatch(TrackInfo::mutedByOperator));
    assertFalse(
        bob.last(RoomEvent.ParticipantJoined.class).participant().tracks().stream()
            .filter(track -> track.mid().equals("mic"))
            .anyMatch(TrackInfo::muted));
    story.pass(SECOND);
  }

  @Test
  void aPublisherWithoutSignalingHearsOfItsMute() {
    TestPeer ann = story.publish("ann");
    mute(ann.id(), Optional.empty(), true);
    assertEquals(2, ann.events(RoomEvent.TrackUpdated.class).size());
  }
}
