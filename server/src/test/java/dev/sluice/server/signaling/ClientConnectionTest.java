package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.CloseCode;
import dev.sluice.protocol.ErrorCode;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a connection lets through before there is a session, and what it does not. */
class ClientConnectionTest {

  private final SignalingStory story = new SignalingStory();
  private final SignalingStory.Peer peer = story.connect();

  private void expectFailure(ErrorCode code, long inReplyTo) {
    ServerMessage.Failure failure = peer.out.next(ServerMessage.Failure.class);
    assertEquals(code, failure.code());
    assertEquals(inReplyTo, failure.inReplyTo());
  }

  @Test
  void answersPingsAtAnyTime() {
    peer.say(new ClientMessage.Ping(3, 99));
    assertEquals(new ServerMessage.Pong(3, 99), peer.out.next(ServerMessage.Pong.class));
  }

  @Test
  void refusesWhatIsNoMessage() {
    peer.text("{");
    expectFailure(ErrorCode.MALFORMED_JSON, 0);
    peer.text("{\"type\":\"dance\",\"id\":5}");
    expectFailure(ErrorCode.UNKNOWN_TYPE, 5);
    peer.text("{\"type\":\"join\",\"id\":6,\"room\":\"no spaces please\"}");
    expectFailure(ErrorCode.INVALID_ROOM_NAME, 6);
    peer.binary();
    expectFailure(ErrorCode.MALFORMED_JSON, 0);
    assertNull(peer.out.closed());
  }

  @Test
  void insistsOnAJoinFirst() {
    peer.say(new ClientMessage.Mute(4, "t1", true));
    expectFailure(ErrorCode.NOT_JOINED, 4);
    peer.say(SignalingStory.join(5));
    peer.say(new ClientMessage.Mute(6, "t1", true));
    expectFailure(ErrorCode.NOT_JOINED, 6);
    peer.say(SignalingStory.join(7));
    expectFailure(ErrorCode.ALREADY_JOINED, 7);
  }

  @Test
  void refusesJoinsWithoutOfferOrWithABadIdentity() {
    peer.say(
        new ClientMessage.Join(
            1,
            "blue",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            List.of(),
            Optional.empty()));
    expectFailure(ErrorCode.INVALID_MESSAGE, 1);
    peer.say(SignalingStory.join(2, Optional.empty(), Optional.of("not/an identity")));
    expectFailure(ErrorCode.INVALID_MESSAGE, 2);
    assertTrue(story.rooms.quiet());
  }

  @Test
  void refusesARoomThatIsNotTheOneOfTheAddress() {
    SignalingStory.Peer elsewhere = story.connectTo("red");
    elsewhere.say(SignalingStory.join(1));
    ServerMessage.Failure failure = elsewhere.out.next(ServerMessage.Failure.class);
    assertEquals(ErrorCode.INVALID_MESSAGE, failure.code());
    assertTrue(story.rooms.quiet(), "a proxy would look for that room on another server");
    story.connectTo("blue").say(SignalingStory.join(2));
    story.rooms.next(RoomCommand.Join.class);
  }

  @Test
  void closesConnectionsThatDoNotJoin() {
    story.loop.advanceSeconds(9.9);
    assertNull(peer.out.closed());
    story.loop.advanceSeconds(0.2);
    assertEquals(CloseCode.JOIN_TIMEOUT, peer.out.closed().code());
  }

  @Test
  void leavesThoseInPeaceThatHaveJoined() {
    SignalingStory.Peer joined = story.joinedPeer();
    story.loop.advanceSeconds(60);
    assertNull(joined.out.closed());
  }

  @Test
  void wantsTheRoomsTokenBeforeTheGlobalOne() {
    Access access = new FixedTokens(Optional.of("global"), Map.of(new RoomId("blue"), "for-blue"));
    SignalingStory closed = new SignalingStory(access, SignalingOptions.DEFAULTS);
    SignalingStory.Peer client = closed.connect();
    for (String token : List.of("wrong", "global", "")) {
      client.say(SignalingStory.join(1, Optional.of(token), Optional.empty()));
      assertEquals(ErrorCode.UNAUTHORIZED, client.out.next(ServerMessage.Failure.class).code());
    }
    client.say(SignalingStory.join(2, Optional.of("for-blue"), Optional.empty()));
    closed.rooms.next(RoomCommand.Join.class);
    closed.connect("for-blue").say(SignalingStory.join(3));
    closed.rooms.next(RoomCommand.Join.class);
  }

  @Test
  void admitsWithTheGlobalTokenWhereARoomHasNone() {
    Access access = new FixedTokens(Optional.of("global"), Map.of());
    assertTrue(access.admits(new RoomId("green"), Optional.of("global")));
    assertTrue(!access.admits(new RoomId("green"), Optional.empty()));
    assertTrue(Access.open().admits(new RoomId("green"), Optional.empty()));
    assertTrue(!access.knows(Optional.of("other")) && access.knows(Optional.of("global")));
  }

  @Test
  void slowsDownThoseWhoTalkTooMuch() {
    int burst = SignalingOptions.DEFAULTS.connection().messageBurst();
    for (int i = 0; i < burst; i++) {
      peer.say(new ClientMessage.Ping(1, 0));
      peer.out.next(ServerMessage.Pong.class);
    }
    peer.say(new ClientMessage.Ping(2, 0));
    expectFailure(ErrorCode.TOO_MANY_REQUESTS, 0);
    story.loop.advanceSeconds(1);
    peer.say(new ClientMessage.Ping(3, 0));
    assertEquals(3, peer.out.next(ServerMessage.Pong.class).inReplyTo());
  }

  @Test
  void boundsTheBytesAsWell() {
    String large = "{\"type\":\"ping\",\"x\":\"" + "y".repeat(900_000) + "\"}";
    for (int i = 0; i < 4; i++) {
      peer.text(large);
      peer.out.next(ServerMessage.Pong.class);
    }
    peer.text(large);
    expectFailure(ErrorCode.TOO_MANY_REQUESTS, 0);
  }

  @Test
  void givesUpOnThoseWhoKeepBreakingTheProtocol() {
    for (int i = 0; i < 20 && peer.out.closed() == null; i++) {
      peer.text("nonsense");
    }
    assertNotNull(peer.out.closed());
    assertEquals(CloseCode.PROTOCOL_ERROR, peer.out.closed().code());
    while (!peer.out.quiet()) {
      peer.out.next(ServerMessage.Failure.class);
    }
    peer.say(new ClientMessage.Ping(1, 0));
    assertTrue(peer.out.quiet());
  }

  @Test
  void countsConnections() {
    assertEquals(1, story.service.stats().connections());
    peer.vanish();
    assertEquals(0, story.service.stats().connections());
  }
}
