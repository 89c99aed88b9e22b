package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.CloseCode;
import dev.sluice.protocol.ErrorCode;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What clients of a server that drains are told. */
class DrainSignalingTest {

  private static final RoomId BLUE = new RoomId("blue");
  private static final Optional<URI> ELSEWHERE = Optional.of(URI.create("https://b.example"));

  private final SignalingStory story = new SignalingStory();

  private static SignalingStory withStandIn(Access access) {
    return new SignalingStory(access, SignalingOptions.builder().standIn(ELSEWHERE).build());
  }

  private static void drain(SignalingStory story) {
    story.rooms.refuseMore();
    story.service.drain();
  }

  private static SignalingStory.Peer joined(SignalingStory story) {
    SignalingStory.Peer peer = story.joinedPeer();
    peer.out.next(ServerMessage.Joined.class);
    return peer;
  }

  @Test
  void whoAsksForARoomThatIsNotHereIsToldWhenToAskAgain() {
    drain(story);
    SignalingStory.Peer newcomer = story.connect();
    newcomer.say(SignalingStory.join(1));
    ServerMessage.Failure failure = newcomer.out.next(ServerMessage.Failure.class);
    assertEquals(ErrorCode.UNAVAILABLE, failure.code());
    assertEquals(2000, failure.retryAfterMs());
    assertEquals(Optional.empty(), failure.moveTo());
  }

  @Test
  void orWhereToAskAtOnce() {
    SignalingStory story = withStandIn(Access.open());
    drain(story);
    SignalingStory.Peer newcomer = story.connect();
    newcomer.say(SignalingStory.join(1));
    ServerMessage.Failure failure = newcomer.out.next(ServerMessage.Failure.class);
    assertEquals(0, failure.retryAfterMs());
    assertEquals(Optional.of("https://b.example"), failure.moveTo());
  }

  @Test
  void aStrangerIsToldNothingOfRooms() {
    SignalingStory story = withStandIn(new FixedTokens(Optional.of("s3cret"), Map.of()));
    drain(story);
    SignalingStory.Peer stranger = story.connect();
    stranger.say(SignalingStory.join(1));
    ServerMessage.Failure failure = stranger.out.next(ServerMessage.Failure.class);
    assertEquals(ErrorCode.UNAUTHORIZED, failure.code());
    assertEquals(Optional.empty(), failure.moveTo());
  }

  @Test
  void whoReloadsThePageFindsTheOthersAndLearnsOfTheDrain() {
    joined(story);
    drain(story);
    story.service.announce(new DrainNotice(story.loop.nanoTime() + 30_000_000_000L, ELSEWHERE));
    SignalingStory.Peer again = story.joinedPeer();
    again.out.next(ServerMessage.Joined.class);
    ServerMessage.Draining notice = again.out.next(ServerMessage.Draining.class);
    assertEquals(new ServerMessage.Draining(30, Optional.of("https://b.example")), notice);
  }

  @Test
  void everybodyIsToldAndToldOtherwise() {
    SignalingStory.Peer peer = joined(story);
    story.service.drain();
    story.service.announce(new DrainNotice(story.loop.nanoTime() - 1, Optional.empty()));
    story.loop.run();
    assertEquals(0, peer.out.next(ServerMessage.Draining.class).deadlineSeconds());
    story.service.admit();
    story.loop.run();
    peer.out.next(ServerMessage.DrainingEnded.class);
    story.service.admit();
    story.loop.run();
    assertTrue(peer.out.quiet(), "what was not announced is not taken back");
  }

  @Test
  void aJoinThatIsUnderWayWhenItsRoomIsMovedGoesElsewhereToo() {
    SignalingStory story = withStandIn(Access.open());
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.join(1));
    RoomCommand.Join join = story.rooms.next(RoomCommand.Join.class);
    drain(story);
    story.rooms.forget(BLUE);
    story.rooms.say(
        new RoomEvent.Rejected(join.requestId(), RoomErrorCode.ROOM_CLOSED, "closed meanwhile"));
    story.loop.run();
    ServerMessage.Failure failure = peer.out.next(ServerMessage.Failure.class);
    assertEquals(ErrorCode.UNAVAILABLE, failure.code());
    assertEquals(Optional.of("https://b.example"), failure.moveTo());
    assertEquals(1, failure.inReplyTo());
    assertTrue(story.rooms.quiet(), "no room was made for it");
  }

  @Test
  void thoseOfARoomThatIsMovedAreToldWhereTo() {
    SignalingStory story = withStandIn(Access.open());
    SignalingStory.Peer peer = joined(story);
    story.rooms.say(new RoomEvent.Disconnected(LeaveReason.SERVER_SHUTDOWN));
    story.loop.run();
    ServerMessage.Closed closed = peer.out.closed();
    assertEquals(CloseCode.SERVER_SHUTDOWN, closed.code());
    assertTrue(closed.reconnect());
    assertEquals(Optional.of("https://b.example"), closed.moveTo());
    assertEquals(0, closed.retryAfterMs(), "one alone need not wait");
  }

  @Test
  void thoseOfALargeRoomComeBackAtDifferentTimes() {
    story.service.expectDepartures(2000);
    Set<Integer> waits = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      SignalingStory.Peer peer = joined(story);
      story.rooms.say(new RoomEvent.Disconnected(LeaveReason.SERVER_SHUTDOWN));
      story.loop.run();
      int wait = assertInstanceOf(ServerMessage.Closed.class, peer.out.closed()).retryAfterMs();
      assertTrue(wait >= 0 && wait < 5000, "not longer than anybody waits: " + wait);
      waits.add(wait);
    }
    assertTrue(waits.size() > 10, "spread: " + waits);
  }

  @Test
  void whoIsKickedIsNotSentToAnotherServer() {
    SignalingStory story = withStandIn(Access.open());
    SignalingStory.Peer peer = joined(story);
    story.rooms.say(new RoomEvent.Disconnected(LeaveReason.KICKED));
    story.loop.run();
    assertEquals(Optional.empty(), peer.out.closed().moveTo());
  }
}
