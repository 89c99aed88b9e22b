package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.ErrorCode;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.FixedTokens;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What who asks for a room by WebSocket is told that lives on another server. */
class RedirectSignalingTest {

  private static SignalingStory redirecting(Access access, String rules) {
    return new SignalingStory(
        access,
        SignalingOptions.builder()
            .redirects(RoomRedirects.parse(rules))
            .standIn(Optional.of(URI.create("https://stand-in.example")))
            .build());
  }

  @Test
  void aRoomThatLivesElsewhereIsAskedForThere() {
    SignalingStory story = redirecting(Access.open(), "blu*=https://b.example:8443");
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.join(1));
    ServerMessage.Failure failure = peer.out.next(ServerMessage.Failure.class);
    assertEquals(ErrorCode.UNAVAILABLE, failure.code());
    assertEquals(1, failure.inReplyTo());
    assertEquals(0, failure.retryAfterMs());
    assertEquals(Optional.of("https://b.example:8443"), failure.moveTo());
    assertTrue(story.rooms.quiet(), "no room was made for it");
  }

  @Test
  void theTokenIsTheOtherServersToJudge() {
    Access access = new FixedTokens(Optional.of("s3cret"), Map.of());
    SignalingStory story = redirecting(access, "blue=https://b.example");
    SignalingStory.Peer stranger = story.connect();
    stranger.say(SignalingStory.join(1));
    assertEquals(
        Optional.of("https://b.example"), stranger.out.next(ServerMessage.Failure.class).moveTo());
  }

  @Test
  void soItIsWhileThisServerDrains() {
    SignalingStory story = redirecting(Access.open(), "blue=https://b.example");
    story.rooms.refuseMore();
    story.service.drain();
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.join(1));
    assertEquals(
        Optional.of("https://b.example"), peer.out.next(ServerMessage.Failure.class).moveTo());
  }

  @Test
  void otherRoomsAreHere() {
    SignalingStory story =
        redirecting(Access.open(), "red=https://b.example;blues*=https://c.example");
    story.joinedPeer().out.next(ServerMessage.Joined.class);
  }
}
