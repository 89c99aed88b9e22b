package dev.sluice.server.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.StopReason;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RecordingState;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomOccurrence;
import dev.sluice.server.room.RoomOccurrence.CloseCause;
import dev.sluice.server.room.RoomOccurrence.Member;
import dev.sluice.server.room.TrackId;
import dev.sluice.server.room.TrackInfo;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.time.WallClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The JSON of events. */
class EventComposerTest {

  private static final long SECOND = 1_000_000_000L;
  private static final RoomId ROOM = new RoomId("blue");
  private static final Member ANN =
      new Member(new ParticipantId("ann"), Role.PARTICIPANT, "Ann", Map.of("seat", "4"), false);
  private static final RecordingId RECORDING = new RecordingId("20261126T050000Z-012345");

  private final EventComposer composer =
      new EventComposer(
          "00c0ffee",
          new WallClock(0, 1_700_000_000L * SECOND),
          id -> id.equals(RECORDING) ? Optional.of("blue") : Optional.empty());

  private String json(RoomOccurrence occurrence) {
    return composer.compose(occurrence).json();
  }

  private JsonNode tree(RoomOccurrence occurrence) throws Exception {
    return new ObjectMapper().readTree(json(occurrence));
  }

  private static TrackInfo camera(boolean muted) {
    return new TrackInfo(
        new TrackId("t1"),
        ANN.id(),
        "0",
        MediaKind.VIDEO,
        TrackSource.CAMERA,
        Codec.VP8,
        "front",
        muted,
        false,
        true);
  }

  @Test
  void theLifeOfARoomIsASessionWithNumberedEvents() {
    assertEquals(
        "{\"id\":\"evt_00c0ffee_1\",\"type\":\"room.started\",\"version\":1,"
            + "\"timestamp\":\"2023-11-14T22:13:21Z\",\"room\":\"blue\","
            + "\"session\":\"evt_00c0ffee_1\",\"sequence\":0,\"data\":{}}",
        json(new RoomOccurrence.RoomOpened(ROOM, SECOND)));
    assertEquals(
        "{\"id\":\"evt_00c0ffee_2\",\"type\":\"participant.joined\",\"version\":1,"
            + "\"timestamp\":\"2023-11-14T22:13:21.500Z\",\"room\":\"blue\","
            + "\"session\":\"evt_00c0ffee_1\",\"sequence\":1,\"data\":{\"participant\":{"
            + "\"id\":\"ann\",\"name\":\"Ann\",\"role\":\"participant\",\"hidden\":false,"
            + "\"metadata\":{\"seat\":\"4\"}}}}",
        json(new RoomOccurrence.MemberJoined(ROOM, SECOND + SECOND / 2, ANN)));
    assertEquals(
        "{\"id\":\"evt_00c0ffee_3\",\"type\":\"track.published\",\"version\":1,"
            + "\"timestamp\":\"2023-11-14T22:13:22Z\",\"room\":\"blue\","
            + "\"session\":\"evt_00c0ffee_1\",\"sequence\":2,\"data\":{\"track\":{\"id\":\"t1\","
            + "\"participant\":\"ann\",\"kind\":\"video\",\"source\":\"camera\","
            + "\"codec\":\"vp8\",\"label\":\"front\",\"muted\":false,"
            + "\"mutedByOperator\":false,\"simulcast\":true}}}",
        json(new RoomOccurrence.TrackPublished(ROOM, 2 * SECOND, camera(false))));
  }

  @Test
  void anotherLifeOfTheRoomIsAnotherSession() throws Exception {
    JsonNode first = tree(new RoomOccurrence.RoomOpened(ROOM, 0));
    JsonNode end =
        tree(new RoomOccurrence.RoomClosed(ROOM, 9 * SECOND, CloseCause.EMPTY, 9 * SECOND));
    JsonNode second = tree(new RoomOccurrence.RoomOpened(ROOM, 10 * SECOND));
    assertEquals(first.get("session"), end.get("session"));
    assertEquals("empty", end.at("/data/reason").asText());
    assertEquals(9_000, end.at("/data/durationMillis").asInt());
    assertEquals("evt_00c0ffee_3", second.get("session").asText());
    assertEquals(0, second.get("sequence").asInt());
  }

  @Test
  void saysWhoLeftAndWhy() throws Exception {
    JsonNode left =
        tree(new RoomOccurrence.MemberLeft(ROOM, 0, ANN, LeaveReason.SIGNALING_LOST, 90 * SECOND));
    assertEquals("participant.left", left.get("type").asText());
    assertEquals("signaling_lost", left.at("/data/reason").asText());
    assertEquals(90_000, left.at("/data/durationMillis").asInt());
    assertEquals("ann", left.at("/data/participant/id").asText());
  }

  @Test
  void saysWhichConnectionIsInterruptedAndBack() throws Exception {
    assertEquals(
        List.of("media connected", "media interrupted", "media failed", "signaling interrupted"),
        List.of(
            connection(new RoomOccurrence.MediaConnected(ROOM, 0, ANN)),
            connection(new RoomOccurrence.MediaLost(ROOM, 0, ANN, Optional.empty())),
            connection(new RoomOccurrence.MediaLost(ROOM, 0, ANN, Optional.of("DTLS"))),
            connection(new RoomOccurrence.SignalingLost(ROOM, 0, ANN))));
    assertEquals(
        "signaling connected", connection(new RoomOccurrence.SignalingResumed(ROOM, 0, ANN)));
  }

  private String connection(RoomOccurrence occurrence) throws Exception {
    JsonNode event = tree(occurrence);
    assertEquals("participant.connection", event.get("type").asText());
    return event.at("/data/path").asText() + " " + event.at("/data/state").asText();
  }

  @Test
  void mutedAndUnmutedAreTwoTypes() throws Exception {
    assertEquals("track.muted", type(new RoomOccurrence.TrackMuted(ROOM, 0, camera(true))));
    assertEquals("track.unmuted", type(new RoomOccurrence.TrackMuted(ROOM, 0, camera(false))));
    assertEquals(
        "track.unpublished", type(new RoomOccurrence.TrackUnpublished(ROOM, 0, camera(true))));
  }

  private String type(RoomOccurrence occurrence) throws Exception {
    return tree(occurrence).get("type").asText();
  }

  @Test
  void aRecordingThatGoesOnIsNotOneThatStarts() throws Exception {
    json(new RoomOccurrence.RoomOpened(ROOM, 0));
    assertEquals("recording.started", type(recording(RecordingState.RECORDING)));
    assertEquals("recording.paused", type(recording(RecordingState.PAUSED)));
    json(new RoomOccurrence.MemberJoined(ROOM, 0, ANN));
    assertEquals("recording.resumed", type(recording(RecordingState.RECORDING)));
    assertEquals("recording.stopped", type(recording(RecordingState.OFF)));
    assertEquals("recording.started", type(recording(RecordingState.RECORDING)));
  }

  private static RoomOccurrence recording(RecordingState state) {
    return new RoomOccurrence.RecordingChanged(
        ROOM, 0, new RecordingInfo(state, Optional.of(RECORDING), 1, "api", Optional.empty()));
  }

  @Test
  void filesAndUploadsAreToldWithTheRoomTheyAreOf() throws Exception {
    ServerEvent finished =
        composer
            .compose(
                new RecorderEvent.RecordingEnded(
                    RECORDING, "blue", StopReason.REQUESTED, 2, 1234, 3 * SECOND, 0),
                SECOND)
            .orElseThrow();
    assertEquals("blue", finished.room());
    assertEquals(
        "{\"id\":\"evt_00c0ffee_1\",\"type\":\"recording.finished\",\"version\":1,"
            + "\"timestamp\":\"2023-11-14T22:13:21Z\",\"room\":\"blue\",\"data\":{\"recording\":\""
            + RECORDING.value()
            + "\",\"reason\":\"requested\",\"files\":2,\"bytes\":1234,\"durationMillis\":3000}}",
        finished.json());
    assertEquals(
        EventType.RECORDING_FILE_READY,
        composer
            .compose(new RecorderEvent.FileFinished(RECORDING, "a.mkv", 1, SECOND, 0), 0)
            .orElseThrow()
            .type());
    assertTrue(
        composer.compose(new RecorderEvent.RecordingPaused(RECORDING, 0), 0).isEmpty(),
        "the room tells of that");
  }

  @Test
  void aStoreThatStaysAwayIsToldOfEverMoreRarely() {
    List<Integer> told =
        IntStream.rangeClosed(1, 150)
            .filter(failures -> composer.compose(failure(failures), 0).isPresent())
            .boxed()
            .toList();
    assertEquals(List.of(1, 10, 100), told);
  }

  private static RecorderEvent failure(int failures) {
    return new RecorderEvent.UploadFailed(
        RECORDING,
        "a.mkv",
        RecorderEvent.UploadFailure.TRANSIENT,
        "no answer",
        failures,
        SECOND,
        0);
  }
}
