package dev.sluice.server.signaling;

import static dev.sluice.server.signaling.SignalingStory.join;
import static dev.sluice.server.signaling.SignalingStory.resume;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.room.JoinProtocol;
import dev.sluice.server.room.JoinRequest;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who watches joins hears of those by WebSocket. */
class WatchedJoinsTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final RecordedJoins joins = new RecordedJoins();
  private final SignalingStory story = story(Access.open());

  private SignalingStory story(Access access) {
    return new SignalingStory(access, SignalingOptions.builder().joins(joins).build());
  }

  @Test
  void aJoinIsToldUntilTheRoomTakesOver() {
    story.connect().say(join(1));

    JoinRequest request = joins.requests().get(0);
    assertEquals(JoinProtocol.WS, request.protocol());
    assertEquals("blue", request.room().value());
    assertEquals("alice", request.participant().value());
    assertEquals(8, request.session().length());
    assertEquals(List.of("request", "negotiated"), joins.told());
    assertEquals(
        RecordedJoins.IDS, story.rooms.next(RoomCommand.Join.class).listener().ids(), "handed on");
  }

  @Test
  void whoMayNotComeInEndsItsJoin() {
    SignalingStory locked =
        story(new FixedTokens(Optional.of("s3cret"), Map.of(), Optional.empty()));
    locked.connect().say(join(1));

    assertEquals(List.of("unauthorized: unauthorized"), joins.told());
  }

  @Test
  void anOfferThatIsNoneEndsIt() {
    story.connect().say(withOffer("v=0\r\na=candidate:secret"));

    assertEquals("request", joins.told().get(0));
    assertTrue(joins.told().get(1).matches("bad_sdp: [a-z_]+"), "a code, nothing quoted");
  }

  @Test
  void aRoomThatRefusesEndsIt() {
    story.connect().say(join(1));
    RoomCommand.Join join = story.rooms.next(RoomCommand.Join.class);
    story.rooms.say(new RoomEvent.Rejected(join.requestId(), RoomErrorCode.ROOM_FULL, "full"));
    story.loop.run();

    assertEquals(List.of("request", "negotiated", "refused: room_full"), joins.told());
  }

  @Test
  void aRoomThatClosedMeanwhileIsNoEnd() {
    story.connect().say(join(1));
    RoomCommand.Join first = story.rooms.next(RoomCommand.Join.class);
    story.rooms.say(new RoomEvent.Rejected(first.requestId(), RoomErrorCode.ROOM_CLOSED, "closed"));
    story.loop.run();

    assertEquals(
        first.listener(), story.rooms.next(RoomCommand.Join.class).listener(), "tried again");
    assertEquals(List.of("request", "negotiated"), joins.told());
  }

  @Test
  void comingBackIsNoJoin() {
    SignalingStory.Peer peer = story.joinedPeer();
    ServerMessage.Joined joined = peer.out.next(ServerMessage.Joined.class);
    peer.vanish();
    story.connect().say(resume(1, joined));

    assertEquals(1, joins.requests().size());
  }

  @Test
  void theTraceInTheMessageCountsBeforeTheOneInTheRequest() {
    story.connect().say(withTrace(TRACE));
    assertEquals(Optional.of(TRACE), joins.requests().get(0).traceparent());
  }

  private static ClientMessage.Join withOffer(String offer) {
    ClientMessage.Join join = join(1);
    return new ClientMessage.Join(
        1,
        join.room(),
        join.token(),
        join.identity(),
        join.name(),
        join.metadata(),
        Optional.of(offer),
        List.of(),
        Optional.empty());
  }

  private static ClientMessage.Join withTrace(String traceparent) {
    ClientMessage.Join join = join(1);
    return new ClientMessage.Join(
        1,
        join.room(),
        join.token(),
        join.identity(),
        join.name(),
        join.metadata(),
        join.offer(),
        join.tracks(),
        Optional.empty(),
        Optional.of(traceparent));
  }
}
