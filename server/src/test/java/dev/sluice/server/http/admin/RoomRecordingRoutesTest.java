package dev.sluice.server.http.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.StopReason;
import dev.sluice.server.room.RecordingAction;
import dev.sluice.server.room.RecordingAnswer;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RecordingState;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's orders about recordings over real HTTP, with one room. */
class RoomRecordingRoutesTest {

  private static final String PATH = "/api/admin/rooms/blue/recording";
  private static final RecordingInfo GOING_ON =
      new RecordingInfo(
          RecordingState.RECORDING,
          Optional.of(new RecordingId("20261126T012109Z-4f9a1c")),
          1_700_000_000_123L,
          "api",
          Optional.empty());
  private static final String DESCRIBED =
      "\"state\":\"recording\",\"id\":\"20261126T012109Z-4f9a1c\","
          + "\"since\":1700000000123,\"by\":\"api\"";

  private final List<RoomCommand.OrderRecording> orders = new ArrayList<>();
  private final AdminFixture api = new AdminFixture();
  private RecordingAnswer answer = new RecordingAnswer.Done(GOING_ON, true);

  @BeforeEach
  void play() {
    api.blue =
        command -> {
          RoomCommand.OrderRecording order = (RoomCommand.OrderRecording) command;
          orders.add(order);
          order.answer().accept(answer);
        };
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private HttpResponse<String> send(String method, String path, String token, String body) {
    return api.send(method, path, token, body);
  }

  private HttpResponse<String> order(String body) {
    return send("POST", PATH, "adm1n", body);
  }

  @ParameterizedTest
  @CsvSource({"start, START", "stop, STOP", "pause, PAUSE", "resume, RESUME"})
  void ordersWhatIsAskedFor(String word, RecordingAction action) {
    HttpResponse<String> done = order("{\"action\":\"" + word + "\"}");
    assertEquals(200, done.statusCode());
    assertEquals("{" + DESCRIBED + ",\"changed\":true}", done.body());
    assertEquals(action, orders.get(0).action());
    assertEquals(Optional.empty(), orders.get(0).mode());
  }

  @ParameterizedTest
  @CsvSource({"participant, PER_PARTICIPANT", "track, PER_TRACK"})
  void namesTheMode(String word, RecordingMode mode) {
    order("{\"action\":\"start\",\"mode\":\"" + word + "\"}");
    assertEquals(Optional.of(mode), orders.get(0).mode());
  }

  @Test
  void saysWhenNothingChanged() {
    answer = new RecordingAnswer.Done(RecordingInfo.NONE, false);
    assertEquals("{\"state\":\"off\",\"changed\":false}", order("{\"action\":\"stop\"}").body());
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_RECORDING, 409",
    "RECORDING_UNAVAILABLE, 503",
    "ROOM_CLOSED, 404",
    "INTERNAL_ERROR, 500"
  })
  void aRefusalHasAStatusAndASentence(RoomErrorCode code, int status) {
    answer = new RecordingAnswer.Refused(code, "the reason");
    HttpResponse<String> refused = order("{\"action\":\"pause\"}");
    assertEquals(status, refused.statusCode());
    assertEquals("{\"error\":\"the reason\"}", refused.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "start",
        "[]",
        "null",
        "{}",
        "{\"action\":1}",
        "{\"action\":\"START\"}",
        "{\"action\":\"erase\"}",
        "{\"action\":\"start\",\"mode\":\"room\"}",
        "{\"action\":\"start\",\"mode\":7}",
        "{\"action\":\"start\"",
      })
  void refusesWhatIsNoOrder(String body) {
    HttpResponse<String> refused = order(body);
    assertEquals(400, refused.statusCode());
    assertTrue(refused.body().startsWith("{\"error\":"), refused.body());
    assertTrue(orders.isEmpty());
  }

  @Test
  void refusesWhatIsTooLong() {
    assertEquals(400, order("{\"action\":\"start\"" + " ".repeat(5_000) + "}").statusCode());
    assertTrue(orders.isEmpty());
  }

  @Test
  void showsTheState() {
    assertEquals("{\"state\":\"off\"}", send("GET", PATH, "adm1n", "").body());
    api.recording =
        new RecordingInfo(
            RecordingState.OFF,
            GOING_ON.id(),
            1_700_000_000_456L,
            "",
            Optional.of(StopReason.DISK_FULL));
    assertEquals(
        "{\"state\":\"off\",\"id\":\"20261126T012109Z-4f9a1c\","
            + "\"since\":1700000000456,\"reason\":\"disk_full\"}",
        send("GET", PATH, "adm1n", "").body());
  }

  @Test
  void isForTheOperatorOnlyAndForRoomsThatExist() {
    assertEquals(403, send("POST", PATH, "t0ken", "{\"action\":\"start\"}").statusCode());
    assertEquals(403, send("GET", PATH, "t0ken", "").statusCode());
    String red = "/api/admin/rooms/red/recording";
    assertEquals(404, send("POST", red, "adm1n", "{\"action\":\"start\"}").statusCode());
    assertEquals(404, send("GET", red, "adm1n", "").statusCode());
    String invalid = "/api/admin/rooms/a%20b/recording";
    assertEquals(400, send("POST", invalid, "adm1n", "{\"action\":\"start\"}").statusCode());
    assertTrue(orders.isEmpty());
  }
}
