package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.CloseCode;
import dev.sluice.protocol.ErrorCode;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.protocol.TransportState;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.TrackId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A participant's life in signaling: joining, asking, losing the connection, coming back. */
class SignalingSessionTest {

  private static final ParticipantId ALICE = new ParticipantId("alice");

  private final SignalingStory story = new SignalingStory();
  private final ScriptedRooms rooms = story.rooms;

  @Test
  void answersAJoinWhenTheRoomHasTakenTheParticipantIn() {
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.join(7));
    RoomCommand.Join join = rooms.next(RoomCommand.Join.class);
    assertEquals(ALICE, join.participant());
    assertEquals("Alice", join.name());
    assertEquals(Map.of("team", "red"), join.metadata());
    assertEquals("0", join.tracks().get(0).mid());
    assertEquals(2, join.session().media().size());
    assertTrue(peer.out.quiet());

    rooms.say(ScriptedRooms.joined(join));
    story.loop.run();
    ServerMessage.Joined joined = peer.out.next(ServerMessage.Joined.class);
    assertEquals(7, joined.inReplyTo());
    assertEquals("alice", joined.participant().id());
    assertTrue(joined.answer().orElseThrow().startsWith("v=0\r\n"));
    assertTrue(joined.answer().orElseThrow().contains("127.0.0.1 7882 typ host"));
    assertEquals("blue", joined.room().name());
    assertEquals(Map.of("topic", "tests"), joined.room().metadata());
    assertEquals(20, joined.resumeGraceSeconds());
    assertTrue(joined.resumeToken().length() >= 22);
    assertFalse(joined.resumed());
  }

  @Test
  void givesOutAnIdentityWhenTheClientBringsNone() {
    SignalingStory.Peer one = story.connect();
    one.say(SignalingStory.join(1, Optional.empty(), Optional.empty()));
    SignalingStory.Peer two = story.connect();
    two.say(SignalingStory.join(1, Optional.empty(), Optional.empty()));
    ParticipantId first = rooms.next(RoomCommand.Join.class).participant();
    assertNotEquals(first, rooms.next(RoomCommand.Join.class).participant());
  }

  @Test
  void opensTheRoomOnceMoreWhenItVanishedMeanwhile() {
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.join(1));
    vanish(rooms.next(RoomCommand.Join.class));
    RoomCommand.Join again = rooms.next(RoomCommand.Join.class);
    assertEquals(2, rooms.openings());
    vanish(again);
    assertTrue(rooms.quiet());
    assertEquals(ErrorCode.ROOM_CLOSED, peer.out.next(ServerMessage.Failure.class).code());
  }

  private void vanish(RoomCommand.Join join) {
    join.sink()
        .onEvent(new RoomEvent.Rejected(join.requestId(), RoomErrorCode.ROOM_CLOSED, "gone"));
    story.loop.run();
  }

  @Test
  void mayTryAgainAfterARefusedJoin() {
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.join(1));
    RoomCommand.Join join = rooms.next(RoomCommand.Join.class);
    rooms.say(new RoomEvent.Rejected(join.requestId(), RoomErrorCode.ROOM_FULL, "room is full"));
    story.loop.run();
    ServerMessage.Failure failure = peer.out.next(ServerMessage.Failure.class);
    assertEquals(ErrorCode.ROOM_FULL, failure.code());
    assertEquals("room is full", failure.message());
    assertEquals(1, failure.inReplyTo());
    peer.say(SignalingStory.join(2));
    rooms.say(ScriptedRooms.joined(rooms.next(RoomCommand.Join.class)));
    story.loop.run();
    assertEquals(2, peer.out.next(ServerMessage.Joined.class).inReplyTo());
  }

  @Test
  void leavesTheRoomWhenNobodyWaitsForTheJoinAnyMore() {
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.join(1));
    RoomCommand.Join join = rooms.next(RoomCommand.Join.class);
    peer.vanish();
    rooms.say(ScriptedRooms.joined(join));
    story.loop.run();
    assertEquals(LeaveReason.SIGNALING_LOST, rooms.next(RoomCommand.Leave.class).reason());
    assertEquals(0, story.service.stats().sessions());
  }

  @Test
  void asksTheRoomAndRepeatsItsAnswer() {
    SignalingStory.Peer peer = joined();
    peer.say(new ClientMessage.Mute(11, "t1", true));
    RoomCommand.SetMuted mute = rooms.next(RoomCommand.SetMuted.class);
    assertEquals(new TrackId("t1"), mute.track());
    peer.say(new ClientMessage.Bind(12, "1", Optional.of("t2")));
    RoomCommand.Bind bind = rooms.next(RoomCommand.Bind.class);
    rooms.say(new RoomEvent.Rejected(bind.requestId(), RoomErrorCode.NO_SUCH_TRACK, "no t2"));
    rooms.say(new RoomEvent.Accepted(mute.requestId()));
    story.loop.run();
    ServerMessage.Failure failure = peer.out.next(ServerMessage.Failure.class);
    assertEquals(ErrorCode.NO_SUCH_TRACK, failure.code());
    assertEquals(12, failure.inReplyTo());
    assertEquals(11, peer.out.next(ServerMessage.Ok.class).inReplyTo());
  }

  @Test
  void saysNothingOfSuccessToARequestWithoutAnId() {
    SignalingStory.Peer peer = joined();
    peer.say(new ClientMessage.LayerHint(0, "1", 320, 180));
    rooms.say(new RoomEvent.Accepted(rooms.next(RoomCommand.LayerHint.class).requestId()));
    story.loop.run();
    assertTrue(peer.out.quiet());
  }

  @Test
  void keepsMetadataWhenOnlyTheNameChanges() {
    SignalingStory.Peer peer = joined();
    peer.say(new ClientMessage.Update(3, Optional.of("Al"), Optional.empty()));
    assertEquals(Map.of("team", "red"), rooms.next(RoomCommand.UpdateProfile.class).metadata());
    peer.say(new ClientMessage.Update(4, Optional.empty(), Optional.of(Map.of("a", "b"))));
    RoomCommand.UpdateProfile refused = rooms.next(RoomCommand.UpdateProfile.class);
    assertEquals(Optional.empty(), refused.name());
    rooms.say(new RoomEvent.Rejected(refused.requestId(), RoomErrorCode.TOO_LARGE, "too much"));
    story.loop.run();
    peer.say(new ClientMessage.Update(5, Optional.of("A"), Optional.empty()));
    assertEquals(Map.of("team", "red"), rooms.next(RoomCommand.UpdateProfile.class).metadata());
  }

  @Test
  void sendsTheAnswerToAReofferOnlyWhenTheRoomAgrees() {
    SignalingStory.Peer peer = joined();
    peer.say(new ClientMessage.Offer(5, Offers.publishAndSlot("restarted"), List.of()));
    RoomCommand.Renegotiate renegotiate = rooms.next(RoomCommand.Renegotiate.class);
    assertFalse(renegotiate.newTransport());
    assertTrue(peer.out.quiet());
    peer.say(new ClientMessage.Offer(6, Offers.publishAndSlot("impatient"), List.of()));
    assertEquals(ErrorCode.TOO_MANY_REQUESTS, peer.out.next(ServerMessage.Failure.class).code());
    rooms.say(new RoomEvent.Accepted(renegotiate.requestId()));
    story.loop.run();
    ServerMessage.Answer answer = peer.out.next(ServerMessage.Answer.class);
    assertEquals(5, answer.inReplyTo());
    assertTrue(answer.iceRestart());
    assertTrue(answer.sdp().startsWith("v=0\r\n"));
  }

  @Test
  void refusesOffersThatAreNoneAndStaysJoined() {
    SignalingStory.Peer peer = joined();
    peer.say(new ClientMessage.Offer(5, "garbage", List.of()));
    assertEquals(ErrorCode.INVALID_SDP, peer.out.next(ServerMessage.Failure.class).code());
    String unbundled = Offers.publishAndSlot("x").replace("a=group:BUNDLE 0 1\r\n", "");
    peer.say(new ClientMessage.Offer(6, unbundled, List.of()));
    assertEquals(ErrorCode.NEGOTIATION_FAILED, peer.out.next(ServerMessage.Failure.class).code());
    assertTrue(rooms.quiet());
    peer.say(new ClientMessage.Mute(7, "t1", true));
    rooms.next(RoomCommand.SetMuted.class);
  }

  @Test
  void boundsTheRequestsThatWait() {
    SignalingStory.Peer peer = joined();
    int limit = SignalingOptions.DEFAULTS.maxPendingRequests();
    for (int i = 0; i < limit; i++) {
      peer.say(new ClientMessage.Mute(100 + i, "t1", true));
    }
    peer.say(new ClientMessage.Mute(999, "t1", true));
    ServerMessage.Failure failure = peer.out.next(ServerMessage.Failure.class);
    assertEquals(ErrorCode.TOO_MANY_REQUESTS, failure.code());
    assertEquals(999, failure.inReplyTo());
  }

  @Test
  void passesOnWhatTheRoomTells() {
    SignalingStory.Peer peer = joined();
    ParticipantId bob = new ParticipantId("bob");
    rooms.say(new RoomEvent.ParticipantJoined(ScriptedRooms.info(bob, "Bob")));
    rooms.say(new RoomEvent.Message(bob, "chat", "hi"));
    rooms.say(new RoomEvent.TransportChanged(RoomEvent.TransportState.CONNECTED, Optional.empty()));
    rooms.say(new RoomEvent.ParticipantLeft(bob, LeaveReason.KICKED));
    story.loop.run();
    assertEquals("Bob", peer.out.next(ServerMessage.ParticipantJoined.class).participant().name());
    assertEquals("hi", peer.out.next(ServerMessage.Message.class).payload());
    assertEquals(TransportState.CONNECTED, peer.out.next(ServerMessage.Transport.class).state());
    assertEquals(
        dev.sluice.protocol.LeaveReason.KICKED,
        peer.out.next(ServerMessage.ParticipantLeft.class).reason());
  }

  @Test
  void resumesWithAFreshSnapshotOnAnotherConnection() {
    SignalingStory.Peer first = story.joinedPeer();
    ServerMessage.Joined joined = first.out.next(ServerMessage.Joined.class);
    first.vanish();
    assertEquals(ALICE, rooms.next(RoomCommand.SignalingLost.class).participant());
    rooms.say(new RoomEvent.Message(ALICE, "chat", "lost"));
    story.loop.run();

    SignalingStory.Peer second = story.connect();
    second.say(SignalingStory.resume(3, joined));
    RoomCommand.Resume resume = rooms.next(RoomCommand.Resume.class);
    assertEquals(ALICE, resume.participant());
    rooms.say(ScriptedRooms.resumed(resume));
    rooms.say(new RoomEvent.Message(ALICE, "chat", "heard"));
    story.loop.run();
    ServerMessage.Joined resumed = second.out.next(ServerMessage.Joined.class);
    assertTrue(resumed.resumed());
    assertEquals(3, resumed.inReplyTo());
    assertNotEquals(joined.resumeToken(), resumed.resumeToken());
    assertEquals(Optional.empty(), resumed.answer());
    assertEquals("heard", second.out.next(ServerMessage.Message.class).payload());

    second.say(new ClientMessage.Offer(4, Offers.publishAndSlot("again"), List.of()));
    assertFalse(rooms.next(RoomCommand.Renegotiate.class).newTransport());
  }

  @Test
  void keepsTheFormerTokenUntilTheClientShowsThatItHasTheNewOne() {
    SignalingStory.Peer first = story.joinedPeer();
    ServerMessage.Joined joined = first.out.next(ServerMessage.Joined.class);
    first.vanish();
    SignalingStory.Peer second = resumed(joined);
    second.out.next(ServerMessage.Joined.class);
    second.vanish();
    SignalingStory.Peer third = resumed(joined);
    third.say(new ClientMessage.Mute(9, "t1", true));
    third.vanish();
    SignalingStory.Peer thief = story.connect();
    thief.say(SignalingStory.resume(5, joined));
    assertEquals(ErrorCode.RESUME_FAILED, thief.out.next(ServerMessage.Failure.class).code());
    assertEquals(1, story.service.stats().sessions());
  }

  private SignalingStory.Peer resumed(ServerMessage.Joined joined) {
    rooms.next(RoomCommand.SignalingLost.class);
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.resume(3, joined));
    rooms.say(ScriptedRooms.resumed(rooms.next(RoomCommand.Resume.class)));
    story.loop.run();
    return peer;
  }

  @Test
  void joinsEvenIfATrackCannotBePublished() {
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.join(1));
    RoomCommand.Join join = rooms.next(RoomCommand.Join.class);
    rooms.say(
        new RoomEvent.Rejected(
            join.requestId(), RoomErrorCode.MID_NOT_PUBLISHABLE, "the server sends in 0"));
    rooms.say(ScriptedRooms.joined(join));
    story.loop.run();
    ServerMessage.Failure failure = peer.out.next(ServerMessage.Failure.class);
    assertEquals(ErrorCode.MID_NOT_PUBLISHABLE, failure.code());
    assertEquals(0, failure.inReplyTo());
    peer.out.next(ServerMessage.Joined.class);
    peer.say(new ClientMessage.Offer(5, Offers.publishAndSlot("more"), List.of()));
    long requestId = rooms.next(RoomCommand.Renegotiate.class).requestId();
    rooms.say(new RoomEvent.Rejected(requestId, RoomErrorCode.TOO_MANY_TRACKS, "16 at most"));
    rooms.say(new RoomEvent.Accepted(requestId));
    story.loop.run();
    assertEquals(0, peer.out.next(ServerMessage.Failure.class).inReplyTo());
    assertEquals(5, peer.out.next(ServerMessage.Answer.class).inReplyTo());
  }

  @Test
  void tellsTheRoomOfANewPeerConnectionAfterAResume() {
    SignalingStory.Peer first = story.joinedPeer();
    ServerMessage.Joined joined = first.out.next(ServerMessage.Joined.class);
    first.vanish();
    rooms.next(RoomCommand.SignalingLost.class);
    SignalingStory.Peer second = story.connect();
    second.say(SignalingStory.resume(3, joined));
    rooms.say(ScriptedRooms.resumed(rooms.next(RoomCommand.Resume.class)));
    story.loop.run();
    String otherCertificate = Offers.publishAndSlot("fresh").replace(":B2\r\n", ":C3\r\n");
    second.say(new ClientMessage.Offer(4, otherCertificate, List.of()));
    assertTrue(rooms.next(RoomCommand.Renegotiate.class).newTransport());
  }

  @Test
  void takesOverFromAConnectionWhoseLossTheServerHasNotNoticed() {
    SignalingStory.Peer first = story.joinedPeer();
    ServerMessage.Joined joined = first.out.next(ServerMessage.Joined.class);
    SignalingStory.Peer second = story.connect();
    second.say(SignalingStory.resume(3, joined));
    assertEquals(CloseCode.SIGNALING_LOST, first.out.closed().code());
    rooms.say(ScriptedRooms.resumed(rooms.next(RoomCommand.Resume.class)));
    story.loop.run();
    second.out.next(ServerMessage.Joined.class);
    first.vanish();
    assertTrue(rooms.quiet());
  }

  @Test
  void refusesToResumeWhatIsUnknownOrOver() {
    SignalingStory.Peer stranger = story.connect();
    stranger.say(SignalingStory.resume(1, "nosuchtoken", "blue"));
    assertEquals(ErrorCode.RESUME_FAILED, stranger.out.next(ServerMessage.Failure.class).code());

    SignalingStory.Peer peer = story.joinedPeer();
    ServerMessage.Joined joined = peer.out.next(ServerMessage.Joined.class);
    stranger.say(SignalingStory.resume(2, joined.resumeToken(), "green"));
    assertEquals(ErrorCode.RESUME_FAILED, stranger.out.next(ServerMessage.Failure.class).code());

    peer.vanish();
    rooms.next(RoomCommand.SignalingLost.class);
    stranger.say(SignalingStory.resume(3, joined));
    RoomCommand.Resume resume = rooms.next(RoomCommand.Resume.class);
    rooms.say(new RoomEvent.Rejected(resume.requestId(), RoomErrorCode.NOT_JOINED, "too late"));
    story.loop.run();
    assertEquals(ErrorCode.RESUME_FAILED, stranger.out.next(ServerMessage.Failure.class).code());
    assertEquals(0, story.service.stats().sessions());
    stranger.say(SignalingStory.join(4));
    rooms.next(RoomCommand.Join.class);
  }

  @Test
  void passesOverWhatAnOldSinkStillSays() {
    SignalingStory.Peer first = story.joinedPeer();
    ServerMessage.Joined joined = first.out.next(ServerMessage.Joined.class);
    RoomEventSink old = rooms.sink();
    first.vanish();
    SignalingStory.Peer second = story.connect();
    second.say(SignalingStory.resume(3, joined));
    old.onEvent(new RoomEvent.Message(ALICE, "chat", "stale"));
    old.onEvent(new RoomEvent.Disconnected(LeaveReason.SIGNALING_LOST));
    story.loop.run();
    assertTrue(second.out.quiet());
    assertNull(second.out.closed());
  }

  @Test
  void endsWhenTheRoomSaysSo() {
    SignalingStory.Peer peer = joined();
    rooms.say(new RoomEvent.Disconnected(LeaveReason.REPLACED));
    story.loop.run();
    assertEquals(CloseCode.REPLACED, peer.out.closed().code());
    assertFalse(peer.out.closed().reconnect());
    assertEquals(0, story.service.stats().sessions());
    peer.vanish();
    assertTrue(rooms.quiet());
  }

  @Test
  void endsWhenTheGraceTimeIsOver() {
    SignalingStory.Peer peer = joined();
    peer.vanish();
    rooms.next(RoomCommand.SignalingLost.class);
    assertEquals(1, story.service.stats().sessions());
    rooms.say(new RoomEvent.Disconnected(LeaveReason.SIGNALING_LOST));
    story.loop.run();
    assertEquals(0, story.service.stats().sessions());
  }

  @Test
  void leavesAtOnceWhenTheClientSaysSo() {
    SignalingStory.Peer peer = joined();
    peer.say(new ClientMessage.Leave(0));
    assertEquals(LeaveReason.LEFT, rooms.next(RoomCommand.Leave.class).reason());
    assertEquals(CloseCode.LEFT, peer.out.closed().code());
    peer.vanish();
    assertTrue(rooms.quiet());
  }

  @Test
  void tellsEverybodyWhenTheServerGoesAway() {
    SignalingStory.Peer waiting = story.connect();
    SignalingStory.Peer peer = joined();
    story.service.shutDown();
    story.loop.run();
    assertEquals(CloseCode.SERVER_SHUTDOWN, peer.out.closed().code());
    assertTrue(peer.out.closed().reconnect());
    assertEquals(CloseCode.SERVER_SHUTDOWN, waiting.out.closed().code());
    assertEquals(LeaveReason.SERVER_SHUTDOWN, rooms.next(RoomCommand.Leave.class).reason());
    SignalingStory.Peer late = story.connect();
    late.say(SignalingStory.join(1));
    assertEquals(ErrorCode.UNAVAILABLE, late.out.next(ServerMessage.Failure.class).code());
  }

  private SignalingStory.Peer joined() {
    SignalingStory.Peer peer = story.joinedPeer();
    peer.out.next(ServerMessage.Joined.class);
    return peer;
  }
}
