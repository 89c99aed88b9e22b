package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.protocol.ServerMessage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A whole server with a secret, an API key and a deny list: tokens made, shown and taken back. */
class AccessTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String API_KEY = "backend:fedcba9876543210";
  private static final long TIMEOUT_SECONDS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static Server server;
  private static final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    server =
        Server.start(
            TestConfig.with(
                Map.of(
                    "JWT_SECRET",
                    SECRET,
                    "API_KEYS",
                    API_KEY,
                    "DENY_LIST_FILE",
                    directory.resolve("denied.json").toString(),
                    "AUDIT_LOG",
                    directory.resolve("audit.log").toString())));
  }

  @AfterAll
  static void stop() {
    server.close();
    TestLogging.restore();
  }

  @Test
  void aTokenOfTheCommandLineOpensItsRoomOverHttpAndNoOther() throws Exception {
    String token = command("--room", "standup", "--identity", "alice", "--publish", "audio,video");
    // there is no such room yet, but who may not know is told nothing
    assertEquals(404, get("api/rooms/standup", token).statusCode());
    assertEquals(401, get("api/rooms/other", token).statusCode());
    assertEquals(401, get("api/rooms/standup", "").statusCode());
    assertEquals(401, get("api/rooms/standup", token + "x").statusCode());
  }

  @Test
  void anAdministratorOfARoomIsNotTheOperator() throws Exception {
    String token = command("--room", "standup", "--admin");
    assertEquals(404, post("api/admin/rooms/standup/close", token, "").statusCode());
    assertEquals(403, post("api/admin/rooms/other/close", token, "").statusCode());
    String participant = command("--room", "standup");
    assertEquals(403, post("api/admin/rooms/standup/close", participant, "").statusCode());
  }

  @Test
  void aTokenOpensItsRoomOnTheWebSocket() throws Exception {
    String token = command("--room", "standup", "--identity", "alice");
    // whoever may enter is told what is missing
    assertEquals(
        "bad_request", join("standup", token).replaceAll("offer_.*|invalid.*", "bad_request"));
    assertEquals("unauthorized", join("other", token));
    assertEquals("unauthorized", join("standup", "none"));
  }

  @Test
  void aBackendGetsATokenAndTakesItBack() throws Exception {
    JsonNode minted =
        json(
            201,
            api("api/tokens", API_KEY, "{\"room\":\"standup\",\"identity\":\"bob\",\"ttl\":60}"));
    String token = minted.get("token").asText();
    assertEquals(404, get("api/rooms/standup", token).statusCode());
    String revocation = "{\"tokenId\":\"%s\"}".formatted(minted.get("tokenId").asText());
    json(200, api("api/tokens/revoke", API_KEY, revocation));
    assertEquals(401, get("api/rooms/standup", token).statusCode());
    assertTrue(get("metrics", "").body().contains("sluice_access_total{verdict=\"revoked\",} "));
  }

  @Test
  void whatIsOverIsNotSaidToBeRevoked() throws Exception {
    JsonNode minted = json(201, api("api/tokens", API_KEY, "{\"room\":\"standup\"}"));
    String revocation =
        "{\"tokenId\":\"%s\",\"expires\":1000}".formatted(minted.get("tokenId").asText());
    assertEquals(400, api("api/tokens/revoke", API_KEY, revocation).statusCode());
    assertEquals(404, get("api/rooms/standup", minted.get("token").asText()).statusCode());
  }

  @Test
  void aRoomThatIsNullMakesNoOperator() throws Exception {
    for (String body :
        new String[] {"{\"room\":null,\"admin\":true}", "{\"rooms\":null,\"admin\":true}"}) {
      assertEquals(400, api("api/tokens", API_KEY, body).statusCode());
    }
  }

  @Test
  void aWrongApiKeyMakesNoToken() throws Exception {
    String body = "{\"room\":\"standup\"}";
    assertEquals(401, api("api/tokens", "backend:0000000000000000", body).statusCode());
    assertEquals(401, api("api/tokens", "other:fedcba9876543210", body).statusCode());
    assertEquals(401, post("api/tokens", "", body).statusCode());
  }

  @Test
  void aBrowserGetsNoTokenWithAnApiKey() throws Exception {
    HttpRequest request =
        request("api/tokens")
            .header("Authorization", basic(API_KEY))
            .header("Origin", "https://example.org")
            .POST(HttpRequest.BodyPublishers.ofString("{\"room\":\"standup\"}"))
            .build();
    assertEquals(403, client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
  }

  @Test
  void whatCannotBeWishedForIsSaid() throws Exception {
    assertBad("{}", "room or rooms must say what the token opens");
    assertBad("[]", "the body must be a JSON object");
    assertBad("{\"room\":\"a\",\"rom\":1}", "there is something that cannot be wished for");
    assertBad("{\"room\":\"a\",\"exp\":9}", "there is something that cannot be wished for");
    assertBad(
        "{\"room\":\"a\",\"publish\":[\"all\"]}",
        "claim publish is not of audio, video, screen, data");
    assertBad("{\"room\":\"a\",\"ttl\":0}", "ttl must be 1 to 86400 seconds");
    assertBad("{\"room\":\"a\",\"ttl\":86401}", "ttl must be 1 to 86400 seconds");
    assertBad(
        "{\"room\":\"a\",\"limits\":{\"maxCats\":1}}", "claim limits has a name that is not known");
  }

  @Test
  void theAuditLogTellsOfItWithoutSecrets() throws Exception {
    JsonNode minted =
        json(201, api("api/tokens", API_KEY, "{\"room\":\"standup\",\"identity\":\"carol\"}"));
    join("elsewhere", minted.get("token").asText());
    Path file = directory.resolve("audit.log");
    String minting =
        "action=mint_token outcome=done by=\"api key backend\" from=127.0.0.1 subject=\"%s for carol\""
            .formatted(minted.get("tokenId").asText());
    String refusal = "action=enter outcome=wrong_room by=anybody from=127.0.0.1 room=elsewhere";
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    String text = Files.readString(file);
    while (!(text.contains(minting) && text.contains(refusal))) {
      assertTrue(System.nanoTime() < deadline, text);
      Thread.onSpinWait();
      text = Files.readString(file);
    }
    assertTrue(
        text.contains("action=configure outcome=done by=server subject=\"tokens: global no"));
    assertFalse(text.contains(SECRET));
    assertFalse(text.contains("fedcba9876543210"));
    assertFalse(text.contains(minted.get("token").asText()));
  }

  private static void assertBad(String body, String reason) throws Exception {
    assertEquals(reason, json(400, api("api/tokens", API_KEY, body)).get("error").asText());
  }

  /** What {@code java -jar sluice.jar token} prints. */
  private static String command(String... options) throws Exception {
    Path environment = Files.writeString(directory.resolve("env"), "JWT_SECRET=" + SECRET + "\n");
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine().setOut(new PrintWriter(out, true));
    String[] arguments = new String[options.length + 3];
    arguments[0] = "--env-file";
    arguments[1] = environment.toString();
    arguments[2] = "token";
    System.arraycopy(options, 0, arguments, 3, options.length);
    assertEquals(0, line.execute(arguments), out::toString);
    assertEquals(1, out.toString().lines().count());
    return out.toString().strip();
  }

  /** The code of the answer to a join without an offer. */
  private static String join(String room, String token) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .subprotocols(ServerMessage.PROTOCOL)
            .buildAsync(
                URI.create(server.url().toString().replace("http", "ws") + "api/ws"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence text, boolean last) {
                    answer.complete(text.toString());
                    return null;
                  }
                })
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    String message =
        "{\"type\":\"join\",\"id\":1,\"room\":\"%s\",\"token\":\"%s\",\"name\":\"x\"}"
            .formatted(room, token);
    socket.sendText(message, true).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    String text = answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    socket.abort();
    return JSON.readTree(text).path("code").asText();
  }

  private static HttpResponse<String> get(String path, String token) throws Exception {
    HttpRequest.Builder request = request(path);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String token, String body)
      throws Exception {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> api(String path, String key, String body) throws Exception {
    HttpRequest request =
        request(path)
            .header("Authorization", basic(key))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String basic(String key) {
    return "Basic " + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.url().resolve(path));
  }

  private static JsonNode json(int status, HttpResponse<String> response) throws Exception {
    assertEquals(status, response.statusCode(), response::body);
    return JSON.readTree(response.body());
  }
}
