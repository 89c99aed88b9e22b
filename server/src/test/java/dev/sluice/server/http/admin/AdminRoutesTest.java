package dev.sluice.server.http.admin;

import static dev.sluice.server.http.admin.AdminFixture.BLUE;
import static dev.sluice.server.http.admin.AdminFixture.BLUES_ADMIN;
import static dev.sluice.server.http.admin.AdminFixture.NOW;
import static dev.sluice.server.http.admin.AdminFixture.OPERATOR;
import static dev.sluice.server.http.admin.AdminFixture.PARTICIPANT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.OperatorAnswer;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.TrackId;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may order what, and what becomes of it. */
class AdminRoutesTest {

  private static final ParticipantId ANN = new ParticipantId("ann");
  private static final String ANNS = "/api/admin/rooms/blue/participants/ann";

  private final AdminFixture api = new AdminFixture();

  @AfterEach
  void stop() {
    api.close();
  }

  private void roomAnswers(OperatorAnswer answer) {
    api.blue =
        command -> {
          if (command instanceof RoomCommand.Remove remove) {
            remove.answer().accept(answer);
          } else if (command instanceof RoomCommand.OrderMute mute) {
            mute.answer().accept(answer);
          }
        };
  }

  private static OperatorAnswer done() {
    return new OperatorAnswer.Done(Optional.of("token-7"));
  }

  private List<String> audit() {
    return api.audited.stream()
        .map(
            event ->
                event.action().word()
                    + " by "
                    + event.by()
                    + " "
                    + event.subject()
                    + " "
                    + event.outcome())
        .toList();
  }

  // ---- who may what

  @ParameterizedTest
  @CsvSource({
    "GET, /api/admin/status, ALL",
    "GET, /api/admin/dump, ALL",
    "POST, /api/admin/drain, ALL",
    "DELETE, /api/admin/drain, ALL",
    "GET, /api/admin/jfr, ALL",
    "POST, /api/admin/jfr, ALL",
    "GET, /api/admin/jfr/x, ALL",
    "POST, /api/admin/denied/tokens, ALL",
    "GET, /api/admin/rooms/blue, BLUE",
    "POST, /api/admin/rooms/blue/close, BLUE",
    "GET, /api/admin/rooms/blue/recording, BLUE",
    "POST, /api/admin/rooms/blue/recording, BLUE",
    "POST, /api/admin/rooms/blue/participants/ann/kick, BLUE",
    "POST, /api/admin/rooms/blue/participants/ann/mute, BLUE",
    "POST, /api/admin/rooms/blue/participants/ann/unmute, BLUE",
    "GET, /api/admin/rooms/blue/participants/ann/dump, BLUE",
    "POST, /api/admin/denied/rooms/blue, BLUE",
    "DELETE, /api/admin/denied/rooms/blue/ann, BLUE",
    "GET, /api/admin/rooms, ANY",
    "GET, /api/admin/sessions, ANY",
    "GET, /api/admin/denied, ANY",
  })
  void asksEveryRouteForAToken(String method, String path, String needed) {
    api.blue =
        command -> {
          if (command instanceof RoomCommand.Examine examine) {
            examine.answer().accept(Optional.empty());
          } else if (command instanceof RoomCommand.OrderRecording) {
            throw new AssertionError("the body is no order");
          }
        };
    roomAnswersToAll();
    HttpResponse<String> nobody = api.send(method, path, "", "");
    assertEquals(401, nobody.statusCode());
    assertEquals("Bearer", nobody.headers().firstValue("WWW-Authenticate").orElse(""));
    assertEquals(401, api.send(method, path, "wrong", "").statusCode());
    assertEquals(403, api.send(method, path, PARTICIPANT, "").statusCode());
    assertEquals(401, api.send(method, path + "?token=" + OPERATOR, "", "").statusCode());
    assertTrue(api.commands.isEmpty() && api.drains.isEmpty(), "nothing has happened so far");

    int status = api.send(method, path, BLUES_ADMIN, "").statusCode();
    assertEquals(needed.equals("ALL"), status == 403, method + " " + path + " " + status);
    String elsewhere = path.replace("/blue", "/green");
    if (needed.equals("BLUE")) {
      assertEquals(403, api.send(method, elsewhere, BLUES_ADMIN, "").statusCode());
    }
    HttpResponse<String> operators = api.send(method, path, OPERATOR, "");
    assertFalse(List.of(401, 403).contains(operators.statusCode()), operators.body());
    assertEquals("no-store", operators.headers().firstValue("Cache-Control").orElse(""));
    assertTrue(audit().contains("enter by unknown admin API unknown"), audit().toString());
    assertTrue(audit().contains("enter by global token admin API forbidden"), audit().toString());
  }

  private void roomAnswersToAll() {
    var others = api.blue;
    api.blue =
        command -> {
          if (command instanceof RoomCommand.Remove remove) {
            remove.answer().accept(done());
          } else if (command instanceof RoomCommand.OrderMute mute) {
            mute.answer().accept(done());
          } else {
            others.accept(command);
          }
        };
  }

  @Test
  void showsWhoAdministersARoomThatRoomOnly() {
    assertTrue(api.send("GET", "/api/admin/rooms", OPERATOR, "").body().contains("green"));
    String own = api.send("GET", "/api/admin/rooms", BLUES_ADMIN, "").body();
    assertTrue(own.contains("\"name\":\"blue\"") && !own.contains("green"), own);
  }

  // ---- kick

  @Test
  void kickedMeansKicked() {
    roomAnswers(done());
    HttpResponse<String> kicked = api.send("POST", ANNS + "/kick", OPERATOR, "");
    assertEquals(200, kicked.statusCode());
    assertEquals(
        "{\"kicked\":\"ann\",\"barred\":true,\"tokenRevoked\":true,"
            + "\"until\":\"2026-11-27T05:00:00Z\"}",
        kicked.body());
    RoomCommand.Remove remove = (RoomCommand.Remove) api.commands.get(0);
    assertEquals(ANN, remove.participant());
    assertEquals(LeaveReason.KICKED, remove.reason());
    assertTrue(api.denied.isBarred(BLUE, ANN));
    assertTrue(api.denied.isRevoked("token-7"));
    assertEquals(
        List.of("kick by operator ann done", "revoke_token by operator token-7 done"), audit());
    AuditEvent event = api.audited.get(0);
    assertEquals(Optional.of(BLUE), event.room());
    assertTrue(event.from().orElseThrow().isLoopbackAddress());
  }

  @Test
  void kickedMeansKickedHoweverBusyTheApiIs() {
    roomAnswers(done());
    api.refuseWork();
    assertEquals(503, api.send("POST", ANNS + "/kick", OPERATOR, "").statusCode());
    assertTrue(api.denied.isBarred(BLUE, ANN));
    assertTrue(api.denied.isRevoked("token-7"));
    assertEquals(
        List.of("kick by operator ann done", "revoke_token by operator token-7 done"), audit());
  }

  @Test
  void whoAdministersARoomKeepsOutOfItAndTakesNoTokenBack() {
    roomAnswers(done());
    String body = api.send("POST", ANNS + "/kick", BLUES_ADMIN, "").body();
    assertTrue(body.contains("\"barred\":true,\"tokenRevoked\":false"), body);
    assertTrue(api.denied.isBarred(BLUE, ANN));
    assertFalse(api.denied.isRevoked("token-7"), "it may open other rooms");
    assertEquals(List.of("kick by beth ann done"), audit());
  }

  @Test
  void kicksForAsLongAsItIsTold() {
    roomAnswers(new OperatorAnswer.Done(Optional.empty()));
    String body = api.send("POST", ANNS + "/kick", OPERATOR, "{\"seconds\":60}").body();
    assertTrue(body.contains("\"tokenRevoked\":false"), body);
    assertEquals(
        NOW.plus(Duration.ofMinutes(1)), api.denied.contents().participants().get(0).until());
  }

  @Test
  void barsNobodyWhoWasNotThere() {
    roomAnswers(new OperatorAnswer.NoSuchParticipant());
    HttpResponse<String> answer = api.send("POST", ANNS + "/kick", OPERATOR, "");
    assertEquals(404, answer.statusCode());
    assertEquals("{\"error\":\"no such participant\"}", answer.body());
    assertFalse(api.denied.isBarred(BLUE, ANN));
    assertEquals(List.of("kick by operator ann no such participant"), audit());
  }

  // ---- mute

  @Test
  void mutesATrackOrAllAndUnmutes() {
    roomAnswers(done());
    assertEquals(
        200, api.send("POST", ANNS + "/mute", OPERATOR, "{\"track\":\"t2\"}").statusCode());
    assertEquals("{\"muted\":false}", api.send("POST", ANNS + "/unmute", OPERATOR, "{}").body());
    RoomCommand.OrderMute first = (RoomCommand.OrderMute) api.commands.get(0);
    assertEquals(Optional.of(new TrackId("t2")), first.track());
    assertTrue(first.muted());
    RoomCommand.OrderMute second = (RoomCommand.OrderMute) api.commands.get(1);
    assertEquals(Optional.empty(), second.track());
    assertFalse(second.muted());
    assertEquals(
        List.of("mute by operator mute t2 of ann done", "mute by operator unmute all of ann done"),
        audit());
  }

  @Test
  void tellsWhatCouldNotBeMuted() {
    roomAnswers(new OperatorAnswer.NoSuchTrack());
    assertEquals(
        404, api.send("POST", ANNS + "/mute", OPERATOR, "{\"track\":\"t9\"}").statusCode());
    roomAnswers(new OperatorAnswer.Failed(RoomErrorCode.INTERNAL_ERROR));
    assertEquals(503, api.send("POST", ANNS + "/mute", OPERATOR, "").statusCode());
  }

  // ---- close, drain

  @Test
  void closesRooms() {
    assertEquals(200, api.send("POST", "/api/admin/rooms/blue/close", OPERATOR, "").statusCode());
    assertEquals(List.of(new RoomCommand.Close(LeaveReason.ROOM_CLOSED)), api.commands);
    assertEquals(404, api.send("POST", "/api/admin/rooms/green/close", OPERATOR, "").statusCode());
    assertEquals(405, api.send("GET", "/api/admin/rooms/blue/close", OPERATOR, "").statusCode());
    assertEquals(
        List.of("close_room by operator  done", "close_room by operator  not found"), audit());
  }

  @Test
  void movesRoomsInTheTimeThatIsOrdered() {
    HttpResponse<String> moving =
        api.send(
            "POST",
            "/api/admin/drain",
            OPERATOR,
            "{\"reason\":\"r\",\"rooms\":\"move\",\"seconds\":90}");
    assertEquals(
        "{\"phase\":\"draining\",\"reason\":\"r\",\"since\":\"2026-11-26T05:00:00Z\","
            + "\"rooms\":\"move\",\"deadline\":\"2026-11-26T05:01:30Z\"}",
        moving.body());
    assertEquals(
        400, api.send("POST", "/api/admin/drain", OPERATOR, "{\"rooms\":\"burn\"}").statusCode());
    assertEquals(
        400,
        api.send("POST", "/api/admin/drain", OPERATOR, "{\"seconds\":90}").statusCode(),
        "rooms that are left have no time");
  }

  @Test
  void drainsAndThinksBetterOfIt() {
    HttpResponse<String> begun =
        api.send("POST", "/api/admin/drain", OPERATOR, "{\"reason\":\"new version\"}");
    assertEquals(
        "{\"phase\":\"draining\",\"reason\":\"new"
            + " version\",\"since\":\"2026-11-26T05:00:00Z\",\"rooms\":\"leave\"}",
        begun.body());
    assertEquals(
        "{\"phase\":\"open\"}", api.send("DELETE", "/api/admin/drain", OPERATOR, "").body());
    assertEquals(List.of("new version", "cancel"), api.drains);
    assertEquals(List.of("drain by operator begin done", "drain by operator cancel done"), audit());
  }

  // ---- who is kept out

  @Test
  void keepsPeopleOutAndLetsThemInAgain() {
    assertEquals(
        200,
        api.send(
                "POST",
                "/api/admin/denied/rooms/blue",
                BLUES_ADMIN,
                "{\"participant\":\"ann\",\"seconds\":60}")
            .statusCode());
    api.send("POST", "/api/admin/denied/tokens", OPERATOR, "{\"tokenId\":\"x7\",\"seconds\":60}");
    assertEquals(
        "{\"participants\":[{\"room\":\"blue\",\"participant\":\"ann\","
            + "\"until\":\"2026-11-26T05:01:00Z\"}],"
            + "\"tokens\":[{\"tokenId\":\"x7\",\"until\":\"2026-11-26T05:01:00Z\"}],"
            + "\"participantsInAll\":1,\"tokensInAll\":1}",
        api.send("GET", "/api/admin/denied", OPERATOR, "").body());
    String others = api.send("GET", "/api/admin/denied", BLUES_ADMIN, "").body();
    assertTrue(others.contains("ann") && !others.contains("x7"), others);
    String path = "/api/admin/denied/rooms/blue/ann";
    assertEquals(204, api.send("DELETE", path, BLUES_ADMIN, "").statusCode());
    assertEquals(404, api.send("DELETE", path, BLUES_ADMIN, "").statusCode());
    assertFalse(api.denied.isBarred(BLUE, ANN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "<ann>", "ann\\n"})
  void keepsOutOnlyWhatCanBeAnIdentity(String participant) {
    String body = "{\"participant\":\"" + participant + "\"}";
    assertEquals(
        400, api.send("POST", "/api/admin/denied/rooms/blue", OPERATOR, body).statusCode());
    assertTrue(api.denied.contents().participants().isEmpty());
  }

  @Test
  void whoAdministersARoomCannotFillTheListForAll() {
    for (int i = 0; i < DenyList.MAX_OF_ROOM; i++) {
      api.denied.bar(BLUE, new ParticipantId("p" + i), NOW.plusSeconds(60));
    }
    String path = "/api/admin/denied/rooms/blue";
    String ann = "{\"participant\":\"ann\"}";
    assertEquals(503, api.send("POST", path, BLUES_ADMIN, ann).statusCode());
    roomAnswers(done());
    String kicked = api.send("POST", ANNS + "/kick", BLUES_ADMIN, "").body();
    assertTrue(kicked.contains("\"barred\":false"), kicked);
    assertEquals(200, api.send("POST", path, OPERATOR, ann).statusCode());
  }

  // ---- too much at once

  @Test
  void whoAsksTooMuchAtOnceIsRefusedAndTheOperatorIsNot() {
    List<RoomCommand.Examine> waiting = new CopyOnWriteArrayList<>();
    api.blue = command -> waiting.add((RoomCommand.Examine) command);
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < AdminGuard.MOST_OF_ONE; i++) {
      asked.add(api.ask("GET", "/api/admin/rooms/blue", BLUES_ADMIN));
    }
    api.await(() -> waiting.size() == AdminGuard.MOST_OF_ONE);
    HttpResponse<String> refused = api.send("GET", "/api/admin/rooms", BLUES_ADMIN, "");
    assertEquals(503, refused.statusCode());
    assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
    assertEquals(200, api.send("GET", "/api/admin/rooms", OPERATOR, "").statusCode());
    waiting.forEach(examine -> examine.answer().accept(Optional.empty()));
    asked.forEach(CompletableFuture::join);
    assertEquals(200, api.send("GET", "/api/admin/rooms", BLUES_ADMIN, "").statusCode());
  }

  // ---- bad input

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "7",
        "null",
        "{",
        "{\"seconds\":0}",
        "{\"seconds\":-1}",
        "{\"seconds\":1.5}",
        "{\"seconds\":\"60\"}",
        "{\"seconds\":99999999999}",
        "{\"seconds\":1e3}",
      })
  void refusesABodyThatIsNoOrder(String body) {
    HttpResponse<String> refused = api.send("POST", ANNS + "/kick", OPERATOR, body);
    assertEquals(400, refused.statusCode(), body);
    assertTrue(refused.body().startsWith("{\"error\":\""), refused.body());
    assertTrue(api.commands.isEmpty());
  }

  @Test
  void refusesABodyThatIsTooLong() {
    String body = "{\"seconds\":60" + " ".repeat(5_000) + "}";
    assertEquals(400, api.send("POST", ANNS + "/kick", OPERATOR, body).statusCode());
    String reason = "{\"reason\":\"" + "x".repeat(300) + "\"}";
    assertEquals(400, api.send("POST", "/api/admin/drain", OPERATOR, reason).statusCode());
    assertTrue(api.drains.isEmpty());
  }

  @Test
  void saysSoWhenTheRuntimeHasNoFlightRecorder() {
    assertEquals(501, api.send("POST", "/api/admin/jfr", OPERATOR, "").statusCode());
    assertEquals(501, api.send("GET", "/api/admin/jfr", OPERATOR, "").statusCode());
  }
}
