package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The example of a backend, in Node.js, beside a server: its tokens open what they should. */
@Tag("e2e")
@Tag("beside")
class BackendExampleTest {

  private static final String API_KEY = "backend:fedcba9876543210";
  private static final Path EXAMPLE = Path.of("../deploy/examples/backend/server.mjs");
  private static final HttpClient client = HttpClient.newHttpClient();

  private static ServerFixture server;
  private static Process backend;
  private static URI backendUrl;

  @BeforeAll
  static void start() throws IOException {
    Path node = Tools.require("node");
    server =
        ServerFixture.start(
            Map.of("JWT_SECRET", "0123456789abcdef0123456789abcdef", "API_KEYS", API_KEY));
    ProcessBuilder builder =
        new ProcessBuilder(node.toString(), EXAMPLE.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("API_KEY", API_KEY);
    builder.environment().put("SLUICE_URL", server.url().toString().replaceAll("/$", ""));
    builder.environment().put("PORT", "0");
    backend = builder.start();
    BufferedReader output = backend.inputReader(StandardCharsets.UTF_8);
    backendUrl = URI.create(output.readLine());
  }

  @AfterAll
  static void stop() {
    if (backend != null) {
      backend.destroy();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aUserGetsATokenForItsRoomAndNoOther() throws Exception {
    HttpResponse<String> answer = post("token?user=bob&room=standup");
    assertEquals(200, answer.statusCode(), answer::body);
    assertFalse(answer.body().contains("fedcba9876543210"));
    String token = new ObjectMapper().readTree(answer.body()).get("token").asText();
    assertEquals(404, details("standup", token));
    assertEquals(401, details("board", token));
    assertEquals(403, post("token?user=bob&room=board").statusCode());
    assertEquals(403, post("token?user=eve&room=standup").statusCode());
  }

  @Test
  void thePageHoldsNoKey() throws Exception {
    HttpResponse<String> page =
        client.send(
            HttpRequest.newBuilder(backendUrl).build(), HttpResponse.BodyHandlers.ofString());
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("Room.connect"));
    assertFalse(page.body().contains("fedcba9876543210"));
  }

  private static HttpResponse<String> post(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(backendUrl.resolve(path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** How the server answers who asks about a room that is not there, if it may ask. */
  private static int details(String room, String token) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.url().resolve("/api/rooms/" + room))
            .header("Authorization", "Bearer " + token)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }
}
