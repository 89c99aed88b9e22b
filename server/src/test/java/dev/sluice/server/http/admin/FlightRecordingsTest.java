package dev.sluice.server.http.admin;

import static dev.sluice.server.http.admin.AdminFixture.OPERATOR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.e2e.Poll;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlightRecordingsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/api/admin/jfr";

  /** What a test plays instead of the JDK. */
  private static final class Fake implements FlightRecorder {
    final List<String> told = new ArrayList<>();

    @Override
    public Flight begin(FlightProfile profile, long maxBytes) {
      told.add("begin " + profile.word());
      return new Flight() {
        @Override
        public void finish(Path file) throws IOException {
          Files.writeString(file, "a flight");
        }

        @Override
        public void abandon() {
          told.add("abandon");
        }
      };
    }
  }

  private static String ready(AdminFixture api) {
    JsonNode all =
        Poll.until(
            "it is over",
            () -> JSON.readTree(api.send("GET", PATH, OPERATOR, "").body()),
            list -> !list.has("current") && !list.get("kept").isEmpty());
    return all.get("kept").get(0).get("url").asText();
  }

  @Test
  void recordsTheVirtualMachineAndNoneOfItsSecrets(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("flight.jfr");
    FlightRecorder recorder = JdkFlightRecorder.find().orElseThrow();
    FlightRecorder.Flight flight = recorder.begin(FlightProfile.PROFILE, 1 << 20);
    flight.finish(file);
    Set<String> kinds = new TreeSet<>();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        kinds.add(event.getEventType().getName());
      }
    }
    assertTrue(kinds.contains("jdk.CPUInformation"), kinds.toString());
    assertFalse(kinds.contains("jdk.InitialEnvironmentVariable"), kinds.toString());
    assertFalse(kinds.contains("jdk.InitialSystemProperty"), kinds.toString());
    assertFalse(kinds.contains("jdk.JVMInformation"), kinds.toString());
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertFalse(bytes.contains(System.getenv("PATH")), "the environment");
  }

  @Test
  void keepsAFileForAWhile() throws Exception {
    try (AdminFixture api = new AdminFixture(JdkFlightRecorder.find())) {
      HttpResponse<String> begun =
          api.send("POST", PATH, OPERATOR, "{\"seconds\":1,\"profile\":\"default\"}");
      assertEquals(202, begun.statusCode());
      String id = JSON.readTree(begun.body()).get("id").asText();
      assertEquals(409, api.send("POST", PATH, OPERATOR, "").statusCode(), "one at a time");
      assertEquals(409, api.send("GET", PATH + "/" + id, OPERATOR, "").statusCode());
      assertEquals(PATH + "/" + id, ready(api));
      HttpResponse<String> file = api.send("GET", PATH + "/" + id, OPERATOR, "");
      assertEquals(200, file.statusCode());
      assertEquals(
          "attachment; filename=\"sluice-" + id + ".jfr\"",
          file.headers().firstValue("Content-Disposition").orElse(""));
      assertTrue(file.body().startsWith("FLR"), "the magic of flight recordings");
      assertEquals(400, api.send("GET", PATH + "/..%2Fx", OPERATOR, "").statusCode());
    }
  }

  @Test
  void endsWithTheServer() {
    Fake fake = new Fake();
    try (AdminFixture api = new AdminFixture(Optional.of(fake))) {
      assertEquals(202, api.send("POST", PATH, OPERATOR, "{\"seconds\":300}").statusCode());
    }
    assertEquals(List.of("begin default", "abandon"), fake.told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"seconds\":301}",
        "{\"seconds\":0}",
        "{\"profile\":\"all\"}",
        "{\"profile\":7}"
      })
  void refusesWhatIsNotOffered(String body) {
    Fake fake = new Fake();
    try (AdminFixture api = new AdminFixture(Optional.of(fake))) {
      assertEquals(400, api.send("POST", PATH, OPERATOR, body).statusCode());
    }
    assertTrue(fake.told.isEmpty());
  }
}
