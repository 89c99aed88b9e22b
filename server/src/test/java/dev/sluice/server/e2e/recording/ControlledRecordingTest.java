package dev.sluice.server.e2e.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Peer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recordings that begin and end in the middle of a call, are paused, and hear somebody mute. */
@Tag("e2e")
class ControlledRecordingTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.BLACK, 440);
  private static final int SECOND = ClapPattern.FRAMES_PER_SECOND;
  private static final double SYNC_TOLERANCE_MILLIS = 40;

  private static RecordingStage stage;

  @BeforeAll
  static void start() {
    stage = RecordingStage.set(Map.of("RECORD_ENABLED", "0", "RECORD_MODE", "track"));
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static Peer clapper(String room) {
    return Peer.joining(room, "Clapper")
        .clapping()
        .with("codec", "video/VP8")
        .in(stage.browsers().page(stage.server(), CAMERA));
  }

  private static long framesSent(Peer peer) {
    return framesSent(peer.call("outbound", "video"));
  }

  private static long framesSent(JsonNode streams) {
    long most = 0;
    for (JsonNode stream : streams) {
      most = Math.max(most, stream.path("framesSent").asLong());
    }
    return most;
  }

  private static void awaitMoreFrames(Peer peer, int frames) {
    long now = framesSent(peer);
    peer.until(
        "sends %d frames more than %d".formatted(frames, now),
        streams -> framesSent(streams) >= now + frames,
        "outbound",
        "video");
  }

  private static void order(String room, String action, String state) {
    assertEquals(state, stage.server().orderRecording(room, action).path("state").asText());
  }

  private static void assertTogether(Recording recording) {
    Claps claps = recording.claps();
    assertTrue(claps.offsetsMillis().size() >= 3, claps.toString());
    assertEquals(0, claps.medianOffsetMillis(), SYNC_TOLERANCE_MILLIS, claps.summary());
  }

  private static Path fileOf(Recording recording, String source) {
    return recording.files().stream()
        .filter(file -> file.getFileName().toString().contains(source))
        .findFirst()
        .orElseThrow(() -> new AssertionError(source + " is in none of " + recording.files()));
  }

  @Test
  void beginsAndEndsInTheMiddleOfACallAndKeepsEachTrackApart() {
    String room = stage.server().newRoom("middle");
    try (Peer peer = clapper(room)) {
      awaitMoreFrames(peer, SECOND);
      order(room, "start", "recording");
      awaitMoreFrames(peer, 5 * SECOND);
      order(room, "stop", "off");
      awaitMoreFrames(peer, SECOND);
      Recording recording = stage.finished(room);
      assertEquals(2, recording.files().size(), recording.manifest().toString());
      for (Path file : recording.files()) {
        RecordedFile media = RecordingCheck.passesEveryTool(file);
        assertTrue(media.seconds() > 3 && media.seconds() < 8, media.toString());
      }
      assertTogether(recording);
    }
  }

  @Test
  void whatIsSentDuringAPauseIsInNoFile() {
    String room = stage.server().newRoom("paused");
    try (Peer peer = clapper(room)) {
      awaitMoreFrames(peer, SECOND);
      order(room, "start", "recording");
      awaitMoreFrames(peer, 3 * SECOND);
      order(room, "pause", "paused");
      awaitMoreFrames(peer, 3 * SECOND);
      order(room, "resume", "recording");
      awaitMoreFrames(peer, 3 * SECOND);
      order(room, "stop", "off");
    }
    Recording recording = stage.finished(room);
    int frames =
        recording.files().stream()
            .map(RecordingCheck::passesEveryTool)
            .flatMap(file -> file.video().stream())
            .mapToInt(RecordedFile.Stream::frames)
            .sum();
    assertTrue(frames > 4 * SECOND && frames < 8 * SECOND, frames + " frames");
    assertTogether(recording);
  }

  @Test
  void whatIsMutedIsMissingAndTheRestStaysInItsPlace() {
    String room = stage.server().newRoom("muted");
    try (Peer peer = clapper(room)) {
      awaitMoreFrames(peer, SECOND);
      order(room, "start", "recording");
      awaitMoreFrames(peer, 3 * SECOND);
      peer.call("setMuted", "audio", true);
      awaitMoreFrames(peer, 3 * SECOND);
      peer.call("setMuted", "audio", false);
      awaitMoreFrames(peer, 4 * SECOND);
      order(room, "stop", "off");
    }
    Recording recording = stage.finished(room);
    recording.files().forEach(RecordingCheck::passesEveryTool);
    assertTogether(recording);
    List<Double> beeps = recording.claps().beeps();
    List<Double> flashes = recording.claps().flashes();
    assertTrue(beeps.size() <= flashes.size() - 2, beeps + " " + flashes);
    assertTrue(
        RecordingCheck.decodesWhole(fileOf(recording, "camera")).video().isPresent(),
        recording.manifest().toString());
  }
}
