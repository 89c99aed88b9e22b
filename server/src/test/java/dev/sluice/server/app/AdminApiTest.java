package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.signaling.wish.WishFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The admin API of a whole server with a publisher in it that never connects. */
class AdminApiTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPERATOR = "the-operators-secret";
  private static final String GLOBAL = "the-global-secret";
  private static final String TURN = "the-turn-secret";
  private static final String OFFER =
      WishFixture.offer("obs-like-libdatachannel-0.24.5-layers3-offer");

  private static final HttpClient client = HttpClient.newHttpClient();
  private static Server server;

  @BeforeAll
  static void start() {
    server =
        Server.start(
            TestConfig.with(
                Map.of(
                    "ADMIN_TOKEN",
                    OPERATOR,
                    "AUTH_TOKEN",
                    GLOBAL,
                    "TURN_URLS",
                    "turn:turn.example.org",
                    "TURN_SECRET",
                    TURN,
                    "ROOM_LINGER_SECONDS",
                    "1")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.url().resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", body.startsWith("v=0") ? "application/sdp" : "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode get(String path) throws Exception {
    HttpResponse<String> response = send("GET", path, OPERATOR, "");
    assertEquals(200, response.statusCode(), response.body());
    return JSON.readTree(response.body());
  }

  private static HttpResponse<String> publish(String room, String participant) throws Exception {
    return send("POST", "/whip/" + room + "?participant=" + participant, GLOBAL, OFFER);
  }

  @Test
  void showsHowTheServerIs() throws Exception {
    JsonNode status = get("/api/admin/status");
    assertEquals("development", status.get("version").asText());
    assertEquals("open", status.get("drain").get("phase").asText());
    assertTrue(status.get("ready").asBoolean());
    assertEquals(1, status.get("loops").size());
    assertTrue(status.get("limits").get("bodyBytes").asInt() > 0);
    assertTrue(status.get("counts").has("webSockets"));
  }

  @Test
  void showsWhoIsInARoomAndAddressesOnlyWhenAsked() throws Exception {
    publish("seen", "studio");
    JsonNode member = get("/api/admin/rooms/seen").get("members").get(0);
    assertEquals("studio", member.get("id").asText());
    assertEquals("publisher", member.get("role").asText());
    assertEquals("whip", member.get("protocol").asText());
    assertFalse(member.get("mediaConnected").asBoolean());
    assertEquals("h264", member.get("tracks").get(1).get("codec").asText());
    JsonNode sessions =
        Poll.until(
            "it is among the sessions",
            () -> get("/api/admin/sessions"),
            all -> all.toString().contains("\"room\":\"seen\""));
    assertTrue(sessions.toString().contains("\"id\":\"studio\""), sessions.toString());
    assertEquals(404, send("GET", "/api/admin/rooms/unseen", OPERATOR, "").statusCode());
    assertEquals(400, send("GET", "/api/admin/rooms/a%20b", OPERATOR, "").statusCode());
  }

  @Test
  void dumpsWhatSupportNeedsAndNoSecret() throws Exception {
    HttpResponse<String> published = publish("dumped", "studio");
    assertEquals(201, published.statusCode());
    String path = "/api/admin/rooms/dumped/participants/studio/dump";
    HttpResponse<String> dump = send("GET", path, OPERATOR, "");
    assertEquals(200, dump.statusCode());
    assertTrue(
        dump.headers().firstValue("Content-Disposition").orElse("").startsWith("attachment"));
    JsonNode participant = JSON.readTree(dump.body()).get("participant");
    JsonNode transport = participant.get("transport");
    assertEquals("connecting", transport.get("state").asText());
    assertEquals(2, transport.get("media").size());
    assertTrue(transport.get("sdp").get("offer").asText().contains("m=video"));
    assertTrue(transport.get("sdp").get("answer").asText().contains("a=recvonly"));
    assertEquals(
        "member_joined",
        JSON.readTree(dump.body()).get("recent").findValuesAsText("kind").get(1),
        dump.body());
    assertTellsNoSecret(dump.body(), published);

    Poll.until(
        "the room is in the server's",
        () -> send("GET", "/api/admin/dump", OPERATOR, "").body(),
        body -> body.contains("\"name\":\"dumped\""));
    HttpResponse<String> all = send("GET", "/api/admin/dump", OPERATOR, "");
    assertTrue(JSON.readTree(all.body()).get("complete").asBoolean());
    assertTellsNoSecret(all.body(), published);
    assertEquals(
        404,
        send("GET", "/api/admin/rooms/dumped/participants/eve/dump", OPERATOR, "").statusCode());
  }

  private static void assertTellsNoSecret(String dump, HttpResponse<String> published) {
    for (String secret : List.of(OPERATOR, GLOBAL, TURN)) {
      assertFalse(dump.contains(secret), secret);
    }
    String session = published.headers().firstValue("Location").orElseThrow();
    assertFalse(
        dump.contains(session.substring(session.lastIndexOf('/') + 1)), "the session's URL");
    Matcher opening =
        Pattern.compile("a=(?:ice-pwd|ice-ufrag|fingerprint|candidate):([^\r\n]+)")
            .matcher(OFFER + published.body());
    int found = 0;
    while (opening.find()) {
      found++;
      assertFalse(dump.contains(opening.group(1)), opening.group());
    }
    assertTrue(found >= 6, "both descriptions have credentials, fingerprints and candidates");
    assertFalse(Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+").matcher(dump).find(), dump);
  }

  @Test
  void kicksAndCloses() throws Exception {
    publish("closed", "one");
    publish("closed", "two");
    HttpResponse<String> kicked =
        send("POST", "/api/admin/rooms/closed/participants/one/kick", OPERATOR, "");
    assertEquals(200, kicked.statusCode(), kicked.body());
    assertEquals(1, get("/api/admin/rooms/closed").get("members").size());
    assertTrue(get("/api/admin/denied").toString().contains("\"participant\":\"one\""));
    assertEquals(403, publish("closed", "one").statusCode(), "it stays out");
    HttpResponse<String> muted =
        send("POST", "/api/admin/rooms/closed/participants/two/mute", OPERATOR, "{}");
    assertEquals(200, muted.statusCode(), muted.body());
    JsonNode tracks = get("/api/admin/rooms/closed").get("members").get(0).get("tracks");
    assertTrue(tracks.get(0).get("mutedByOperator").asBoolean(), tracks.toString());
    String readmit = "/api/admin/denied/rooms/closed/one";
    assertEquals(204, send("DELETE", readmit, OPERATOR, "").statusCode());
    assertEquals(201, publish("closed", "one").statusCode(), "until somebody thinks better of it");
    assertEquals(200, send("POST", "/api/admin/rooms/closed/close", OPERATOR, "").statusCode());
    Poll.until(
        "it is gone",
        () -> send("GET", "/api/admin/rooms/closed", OPERATOR, "").statusCode(),
        status -> status == 404);
  }

  @Test
  void drainsByOrderAndTakesPeopleInAgain() throws Exception {
    assertEquals(
        200,
        send("POST", "/api/admin/drain", OPERATOR, "{\"reason\":\"a new version\"}").statusCode());
    HttpResponse<String> ready = send("GET", "/readyz", OPERATOR, "");
    assertEquals(503, ready.statusCode());
    assertTrue(ready.body().contains("draining: a new version"), ready.body());
    assertEquals(503, publish("late", "studio").statusCode());
    assertEquals(200, send("DELETE", "/api/admin/drain", OPERATOR, "").statusCode());
    assertEquals(200, send("GET", "/readyz", OPERATOR, "").statusCode());
    assertEquals(201, publish("late", "studio").statusCode());
  }

  @Test
  void hasNoAdminApiWithoutAnyToken() throws Exception {
    try (Server open = Server.start(TestConfig.loopback())) {
      URI path = open.url().resolve("/api/admin/status");
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(path).build(), HttpResponse.BodyHandlers.ofString());
      assertEquals(404, response.statusCode());
    }
  }
}
