package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.IceServer;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Access;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.signaling.IceServerOptions.TurnRest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IceServerSourceTest {

  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  private static final IceServer STUN = IceServer.of("stun:stun.example.org");
  private static final List<String> TURN =
      List.of("turn:turn.example.org", "turns:turn.example.org");

  private Instant now = NEW_YEAR.minusSeconds(600);

  private final IceServerSource source =
      new IceServerSource(
          new IceServerOptions(
              List.of(STUN), Optional.of(new TurnRest(TURN, "north", Duration.ofMinutes(10)))),
          () -> now);

  @Test
  void makesThePasswordCoturnMakesOfTheSameSecretAndName() {
    // printf 1767225600:alice | openssl dgst -sha1 -hmac north -binary | base64
    assertEquals(
        List.of(
            STUN,
            new IceServer(
                TURN,
                Optional.of("1767225600:alice"),
                Optional.of("qnVCfmDqv+5N7tpxKH0liO/huIU="))),
        source.iceServers("alice"));
  }

  @Test
  void countsTheLifetimeFromTheMomentSomebodyAsks() {
    now = NEW_YEAR;

    assertEquals("1767226200:alice", username("alice"));
  }

  @Test
  void keepsOutOfNamesWhatLinkHeadersCannotCarry() {
    assertEquals("1767225600:a_b_c_d_", username("a,b;c\"d\u00e9"));
    assertEquals("1767225600:" + "x".repeat(64), username("x".repeat(1000)));
    assertTrue(source.iceServers("a").get(1).credential().orElseThrow().matches("[A-Za-z0-9+/=]+"));
  }

  @Test
  void handsOutFixedServersAsTheyAre() {
    IceServer turn = new IceServer(TURN, Optional.of("user"), Optional.of("password"));
    IceServerSource fixed =
        new IceServerSource(
            new IceServerOptions(List.of(STUN, turn), Optional.empty()), InstantSource.fixed(now));

    assertEquals(List.of(STUN, turn), fixed.iceServers("alice"));
    assertEquals(List.of(), IceServerSource.NONE.iceServers("alice"));
  }

  @Test
  void isAskedForEachParticipantAndAgainWhenItResumes() {
    SignalingStory story =
        new SignalingStory(Access.open(), SignalingOptions.builder().iceServers(source).build());
    SignalingStory.Peer first = story.joinedPeer();
    ServerMessage.Joined joined = first.out.next(ServerMessage.Joined.class);
    assertEquals(Optional.of("1767225600:alice"), joined.iceServers().get(1).username());

    first.vanish();
    story.rooms.next(RoomCommand.SignalingLost.class);
    now = NEW_YEAR;
    SignalingStory.Peer second = story.connect();
    second.say(SignalingStory.resume(2, joined));
    story.rooms.say(ScriptedRooms.resumed(story.rooms.next(RoomCommand.Resume.class)));
    story.loop.run();
    ServerMessage.Joined resumed = second.out.next(ServerMessage.Joined.class);
    assertEquals(Optional.of("1767226200:alice"), resumed.iceServers().get(1).username());
  }

  @Test
  void isAskedAgainWhenAParticipantGathersCandidatesAnew() {
    SignalingStory story =
        new SignalingStory(Access.open(), SignalingOptions.builder().iceServers(source).build());
    SignalingStory.Peer peer = story.joinedPeer();
    peer.out.next(ServerMessage.Joined.class);

    now = NEW_YEAR;
    peer.say(new ClientMessage.Offer(5, Offers.publishAndSlot("restarted"), List.of()));
    RoomCommand.Renegotiate renegotiate = story.rooms.next(RoomCommand.Renegotiate.class);
    story.rooms.say(new RoomEvent.Accepted(renegotiate.requestId()));
    story.loop.run();
    ServerMessage.Answer answer = peer.out.next(ServerMessage.Answer.class);
    assertEquals(Optional.of("1767226200:alice"), answer.iceServers().get(1).username());

    peer.say(new ClientMessage.Offer(6, Offers.publishAndSlot("restarted"), List.of()));
    renegotiate = story.rooms.next(RoomCommand.Renegotiate.class);
    story.rooms.say(new RoomEvent.Accepted(renegotiate.requestId()));
    story.loop.run();
    assertEquals(List.of(), peer.out.next(ServerMessage.Answer.class).iceServers());
  }

  private String username(String user) {
    return source.iceServers(user).get(1).username().orElseThrow();
  }
}
