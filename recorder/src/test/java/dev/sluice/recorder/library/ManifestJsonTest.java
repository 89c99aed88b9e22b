package dev.sluice.recorder.library;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.recorder.RecordingMode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {

  private static final Manifest MANIFEST =
      Samples.finished(
          Samples.ID,
          "blue",
          Samples.whole("alice_camera_001.webm", 4_000_000)
              .withUpload(new ManifestUpload("blue/x/alice_camera_001.webm", "e-1", Samples.START))
              .withLocalDeleted(Instant.parse("2026-11-27T00:00:00Z")),
          Samples.whole("bob_camera_001.webm", 10),
          Samples.growing("carol_screen_001.mkv"),
          Samples.growing("dave_screen_001.mkv").damaged(5, "no EBML header"));

  @Test
  void readsWhatItWrote() throws ManifestException {
    assertEquals(MANIFEST, ManifestJson.decode(ManifestJson.encode(MANIFEST)));
    Manifest begun = Samples.begun(Samples.ID, "any\u0000room/..\\\u00fc");
    assertEquals(begun, ManifestJson.decode(ManifestJson.encode(begun)));
  }

  @Test
  void leavesGapsOutOfWhatWouldBeTooLongToBeReadAgain() throws Exception {
    int whole = ManifestJson.encode(MANIFEST).length;
    Manifest cut = ManifestJson.decode(ManifestJson.encode(MANIFEST, whole - 1));
    for (int i = 0; i < MANIFEST.files().size(); i++) {
      ManifestFile before = MANIFEST.files().get(i);
      ManifestFile after = cut.files().get(i);
      for (int j = 0; j < before.tracks().size(); j++) {
        ManifestTrack track = before.tracks().get(j);
        assertEquals(List.of(), after.tracks().get(j).gaps());
        assertEquals(
            track.gapsLeftOut() + track.gaps().size(), after.tracks().get(j).gapsLeftOut());
      }
      assertEquals(before.withTracks(List.of()), after.withTracks(List.of()));
    }
    assertEquals(MANIFEST, ManifestJson.decode(ManifestJson.encode(MANIFEST, whole)));
  }

  @Test
  void writesWallClockTimesWithMillisecondsAndConstantsInSmallLetters() throws Exception {
    JsonNode json = new ObjectMapper().readTree(ManifestJson.encode(MANIFEST));
    assertEquals(1, json.get("version").asInt());
    assertEquals("2026-11-26T01:21:09.000Z", json.get("start").asText());
    assertEquals("2026-11-26T01:22:10.060Z", json.get("end").asText());
    assertEquals("per_participant", json.get("mode").asText());
    assertEquals("requested", json.get("stopReason").asText());
    JsonNode file = json.get("files").get(0);
    assertEquals("2026-11-26T01:21:09.040Z", file.get("start").asText());
    assertEquals("verified", file.at("/upload/state").asText());
    assertEquals("vp8", file.at("/tracks/0/codec").asText());
    assertEquals(3, file.at("/tracks/0/packetsDropped/too_late").asInt());
    assertEquals(-35, file.at("/tracks/0/firstCaptureMillis").asInt());
    assertEquals("loss", file.at("/tracks/0/gaps/0/reason").asText());
    assertTrue(file.at("/tracks/1/width").isMissingNode());
  }

  @Test
  void skipsFieldsItDoesNotKnow() throws Exception {
    ObjectNode json = ManifestJson.tree(MANIFEST);
    json.put("later", "x");
    ((ObjectNode) json.at("/files/0")).putObject("more").put("y", 1);
    assertEquals(MANIFEST, ManifestJson.decode(json.toString().getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "[]", "1", "{", "{\"version\":1", "\u0000", "{}"})
  void refusesWhatIsNoManifest(String document) {
    assertThrows(ManifestException.class, () -> ManifestJson.decode(document.getBytes(UTF_8)));
  }

  @Test
  void refusesADocumentThatWasCutAnywhere() {
    byte[] whole = ManifestJson.encode(Samples.begun(Samples.ID, "blue"));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThrows(ManifestException.class, () -> ManifestJson.decode(cut), "cut at " + length);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/version, 2",
    "/version, \"1\"",
    "/id, \"../../etc\"",
    "/room, 7",
    "/mode, \"sideways\"",
    "/state, \"\"",
    "/start, \"yesterday\"",
    "/start, \"+999999999-01-01T00:00:00Z\"",
    "/start, \"-999999999-01-01T00:00:00Z\"",
    "/durationMillis, -1",
    "/durationMillis, 9223372036854775807",
    "/durationMillis, 92233720368547758070",
    "/durationMillis, 1.5",
    "/stopReason, null",
    "/files, {}",
    "/files/0/name, \"../../../x.webm\"",
    "/files/0/name, \"a/b.webm\"",
    "/files/0/name, \".x.webm\"",
    "/files/0/name, \"x.webm.exe\"",
    "/files/0/bytes, -5",
    "/files/0/offsetMillis, -9223372036854775808",
    "/files/0/tracks, 3",
    "/files/0/tracks/0/width, 4294967296",
    "/files/0/tracks/0/gaps/0/reason, \"boredom\"",
    "/files/0/tracks/0/packetsDropped, {\"x\":1}",
    "/files/0/upload, 1",
    "/files/0/upload/verifiedAt, \"soon\"",
  })
  void refusesWhatCannotBe(String pointer, String value) throws Exception {
    ObjectNode json = ManifestJson.tree(MANIFEST);
    int slash = pointer.lastIndexOf('/');
    ObjectNode parent = (ObjectNode) json.at(pointer.substring(0, slash));
    parent.set(pointer.substring(slash + 1), new ObjectMapper().readTree(value));
    assertThrows(
        ManifestException.class, () -> ManifestJson.decode(json.toString().getBytes(UTF_8)));
  }

  @Test
  void refusesNestingWithoutEnd() {
    byte[] deep = "[".repeat(100_000).getBytes(UTF_8);
    assertThrows(ManifestException.class, () -> ManifestJson.decode(deep));
  }

  @Test
  void replacesAFileOfTheSameNameAndKeepsTheOrder() {
    Manifest manifest = MANIFEST.withFile(Samples.whole("bob_camera_001.webm", 99));
    assertEquals(
        List.of(
            "alice_camera_001.webm",
            "bob_camera_001.webm",
            "carol_screen_001.mkv",
            "dave_screen_001.mkv"),
        manifest.files().stream().map(ManifestFile::name).toList());
    assertEquals(99, manifest.file("bob_camera_001.webm").orElseThrow().bytes());
  }

  @Test
  void boundsTheNumberOfFiles() {
    Manifest begun =
        Manifest.begin(Samples.ID, "blue", RecordingMode.PER_TRACK, "api", Samples.START);
    List<ManifestFile> many =
        java.util.Collections.nCopies(Manifest.MAX_FILES + 1, Samples.growing("a_b_001.webm"));
    assertThrows(IllegalArgumentException.class, () -> begun.withFiles(many));
  }
}
