package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.ErrorCode;
import dev.sluice.protocol.RecordingAction;
import dev.sluice.protocol.RecordingEnd;
import dev.sluice.protocol.RecordingMode;
import dev.sluice.protocol.RecordingState;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.StopReason;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.signaling.RecordingRights.By;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may record by WebSocket, and what everybody hears of it. */
class RecordingSignalingTest {

  private static final Access OPEN = Access.open();
  private static final Access OPERATED =
      new FixedTokens(Optional.empty(), Map.of(), Optional.of("adm1n"));
  private static final Access LOCKED =
      new FixedTokens(Optional.of("t0ken"), Map.of(), Optional.of("adm1n"));

  private static SignalingStory story(By by, Access access) {
    return new SignalingStory(
        access, SignalingOptions.builder().recording(new RecordingRights(by, access)).build());
  }

  private static SignalingStory.Peer join(SignalingStory story, Optional<String> token) {
    SignalingStory.Peer peer = story.connect();
    peer.say(SignalingStory.join(1, token, Optional.of("alice")));
    story.rooms.say(ScriptedRooms.joined(story.rooms.next(RoomCommand.Join.class)));
    story.loop.run();
    return peer;
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, open, , true",
    "AUTO, operated, , false",
    "AUTO, operated, adm1n, true",
    "AUTO, locked, t0ken, false",
    "AUTO, locked, adm1n, true",
    "EVERYONE, open, , true",
    "EVERYONE, locked, t0ken, true",
    "ADMIN, open, , false",
    "ADMIN, operated, wrong, false",
    "ADMIN, locked, adm1n, true",
    "NOBODY, open, , false",
    "NOBODY, locked, adm1n, false"
  })
  void onlyWhoMayIsToldSoAndHeard(By by, String server, String token, boolean may) {
    Access access =
        switch (server) {
          case "open" -> OPEN;
          case "operated" -> OPERATED;
          default -> LOCKED;
        };
    SignalingStory story = story(by, access);
    SignalingStory.Peer peer = join(story, Optional.ofNullable(token));
    assertEquals(may, peer.out.next(ServerMessage.Joined.class).mayRecord());
    peer.say(new ClientMessage.ControlRecording(7, RecordingAction.START, Optional.empty()));
    if (may) {
      assertEquals(
          dev.sluice.server.room.RecordingAction.START,
          story.rooms.next(RoomCommand.ControlRecording.class).action());
    } else {
      ServerMessage.Failure refused = peer.out.next(ServerMessage.Failure.class);
      assertEquals(ErrorCode.FORBIDDEN, refused.code());
      assertEquals(7, refused.inReplyTo());
    }
  }

  @Test
  void theOperatorsTokenOpensEveryRoom() {
    assertTrue(LOCKED.admits(new RoomId("blue"), Optional.of("adm1n")));
    assertTrue(LOCKED.knows(Optional.of("adm1n")));
    assertFalse(LOCKED.admits(new RoomId("blue"), Optional.of("wrong")));
    assertTrue(isOperator(LOCKED, Optional.of("adm1n")));
    assertFalse(isOperator(LOCKED, Optional.of("t0ken")));
    assertFalse(isOperator(OPEN, Optional.empty()));
  }

  private static boolean isOperator(Access access, Optional<String> token) {
    return access.identify(token).granted().map(Grants::isOperator).orElse(false);
  }

  @Test
  void asksTheRoomAndRepeatsItsAnswer() {
    SignalingStory story = story(By.EVERYONE, OPEN);
    SignalingStory.Peer peer = join(story, Optional.empty());
    peer.out.next(ServerMessage.Joined.class);
    peer.say(
        new ClientMessage.ControlRecording(
            7, RecordingAction.START, Optional.of(RecordingMode.TRACK)));
    RoomCommand.ControlRecording start = story.rooms.next(RoomCommand.ControlRecording.class);
    assertEquals(Optional.of(dev.sluice.recorder.RecordingMode.PER_TRACK), start.mode());
    story.rooms.say(
        new RoomEvent.RecordingChanged(
            new RecordingInfo(
                dev.sluice.server.room.RecordingState.RECORDING,
                Optional.of(new RecordingId("20261126T012109Z-4f9a1c")),
                1_700_000_000_123L,
                "alice",
                Optional.empty())));
    story.rooms.say(new RoomEvent.Accepted(start.requestId()));
    story.loop.run();
    dev.sluice.protocol.RecordingInfo told =
        peer.out.next(ServerMessage.RecordingChanged.class).recording();
    assertEquals(RecordingState.RECORDING, told.state());
    assertEquals(1_700_000_000_123L, told.since());
    assertEquals(Optional.of("alice"), told.by());
    assertEquals(7, peer.out.next(ServerMessage.Ok.class).inReplyTo());
  }

  @Test
  void tellsWhyARecordingEndedByItself() {
    SignalingStory story = story(By.NOBODY, OPEN);
    SignalingStory.Peer peer = join(story, Optional.empty());
    peer.out.next(ServerMessage.Joined.class);
    for (StopReason reason : StopReason.values()) {
      story.rooms.say(
          new RoomEvent.RecordingChanged(
              new RecordingInfo(
                  dev.sluice.server.room.RecordingState.OFF,
                  Optional.empty(),
                  1,
                  "",
                  Optional.of(reason))));
      story.loop.run();
      dev.sluice.protocol.RecordingInfo told =
          peer.out.next(ServerMessage.RecordingChanged.class).recording();
      assertEquals(Optional.empty(), told.by());
      RecordingEnd wanted =
          reason == StopReason.CRASH ? RecordingEnd.FAULT : RecordingEnd.valueOf(reason.name());
      assertEquals(Optional.of(wanted), told.reason());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RECORDING_UNAVAILABLE, RECORDING_UNAVAILABLE",
    "NOT_RECORDING, NOT_RECORDING",
    "TOO_OFTEN, TOO_MANY_REQUESTS"
  })
  void aRefusalOfTheRoomHasACode(RoomErrorCode refusal, ErrorCode code) {
    SignalingStory story = story(By.EVERYONE, OPEN);
    SignalingStory.Peer peer = join(story, Optional.empty());
    peer.out.next(ServerMessage.Joined.class);
    peer.say(new ClientMessage.ControlRecording(8, RecordingAction.PAUSE, Optional.empty()));
    long id = story.rooms.next(RoomCommand.ControlRecording.class).requestId();
    story.rooms.say(new RoomEvent.Rejected(id, refusal, "no"));
    story.loop.run();
    assertEquals(code, peer.out.next(ServerMessage.Failure.class).code());
  }
}
