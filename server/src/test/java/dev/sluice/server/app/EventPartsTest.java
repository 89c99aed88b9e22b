package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.Poll;
import dev.sluice.server.events.webhook.TestReceiver;
import dev.sluice.server.signaling.wish.WishFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Events of a whole server: by webhook and on the stream. */
class EventPartsTest {

  private static final String OFFER =
      WishFixture.offer("obs-like-libdatachannel-0.24.5-layers3-offer");
  private static final List<String> LIFE =
      List.of(
          "room.started",
          "participant.joined",
          "track.published",
          "track.published",
          "track.unpublished",
          "track.unpublished",
          "participant.left",
          "room.finished");

  private final HttpClient client = HttpClient.newHttpClient();

  private static Server server(Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("ADMIN_TOKEN", "the-operator");
    variables.put("ROOM_LINGER_SECONDS", "0");
    return Server.start(TestConfig.with(variables));
  }

  /** Somebody publishes there for a moment. */
  private void visit(URI server, String room) throws Exception {
    HttpResponse<String> created =
        send(
            HttpRequest.newBuilder(server.resolve("/whip/" + room))
                .header("Content-Type", "application/sdp")
                .POST(HttpRequest.BodyPublishers.ofString(OFFER)));
    assertEquals(201, created.statusCode());
    URI session = server.resolve(created.headers().firstValue("Location").orElseThrow());
    assertEquals(200, send(HttpRequest.newBuilder(session).DELETE()).statusCode());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** An open stream, read line by line. */
  private final class Stream implements AutoCloseable {

    private final BufferedReader lines;

    private Stream(URI server, String query, String lastId) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(server.resolve("/api/admin/events" + query))
              .header("Authorization", "Bearer the-operator");
      if (!lastId.isEmpty()) {
        request.header("Last-Event-ID", lastId);
      }
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertEquals(200, response.statusCode());
      assertEquals(
          "text/event-stream", response.headers().firstValue("Content-Type").orElseThrow());
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The next lines that begin so, without that beginning. */
    private List<String> next(String field, int count) throws Exception {
      List<String> values = new ArrayList<>();
      while (values.size() < count) {
        String line = lines.readLine();
        assertTrue(line != null, "the stream goes on");
        if (line.startsWith(field + ": ")) {
          values.add(line.substring(field.length() + 2));
        }
      }
      return values;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  @Test
  void theLifeOfARoomIsPostedAndStreamed() throws Exception {
    try (TestReceiver receiver = TestReceiver.willing();
        Server server =
            server(
                Map.of(
                    "WEBHOOK_URLS",
                    receiver.url().toString(),
                    "WEBHOOK_SECRET",
                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        Stream stream = new Stream(server.url(), "", "")) {
      visit(server.url(), "blue");
      assertEquals(LIFE, stream.next("event", LIFE.size()));
      Poll.until("all is posted", receiver::types, LIFE::equals);
      assertEquals("blue", receiver.posts().get(0).json().get("room").asText());
      String page = send(HttpRequest.newBuilder(server.url().resolve("/metrics"))).body();
      assertTrue(page.contains("sluice_webhook_queue{receiver=\"1\",}"), page);
      assertFalse(page.contains("key=secret"), "nothing of the URL");
    }
  }

  @Test
  void aStreamThatWasInterruptedGoesOnWhereItWas() throws Exception {
    try (Server server = server(Map.of())) {
      String seen;
      try (Stream stream = new Stream(server.url(), "", "")) {
        visit(server.url(), "blue");
        seen = stream.next("id", 2).get(1);
      }
      try (Stream stream = new Stream(server.url(), "?types=room.*,participant.*", seen)) {
        assertEquals(List.of("participant.left", "room.finished"), stream.next("event", 2));
      }
      try (Stream stream = new Stream(server.url(), "", "evt_of_another_run")) {
        assertEquals(List.of("missed"), stream.next("event", 1));
      }
    }
  }

  @Test
  void aStreamCanBeOfOneRoom() throws Exception {
    try (Server server = server(Map.of());
        Stream stream = new Stream(server.url(), "?room=green&types=room.started", "")) {
      visit(server.url(), "blue");
      visit(server.url(), "green");
      assertTrue(stream.next("data", 1).get(0).contains("\"room\":\"green\""));
    }
  }

  @Test
  void onlyTheOperatorSeesTheStream() throws Exception {
    try (Server server = server(Map.of("AUTH_TOKEN", "participants"))) {
      URI stream = server.url().resolve("/api/admin/events");
      assertEquals(401, send(HttpRequest.newBuilder(stream)).statusCode());
      assertEquals(
          403,
          send(HttpRequest.newBuilder(stream).header("Authorization", "Bearer participants"))
              .statusCode());
      URI wrong = server.url().resolve("/api/admin/events?types=room.exploded");
      assertEquals(
          400,
          send(HttpRequest.newBuilder(wrong).header("Authorization", "Bearer the-operator"))
              .statusCode());
    }
  }

  @Test
  void theEndOfTheServerIsStillPosted() throws Exception {
    try (TestReceiver receiver = TestReceiver.willing()) {
      try (Server server =
          server(
              Map.of(
                  "WEBHOOK_URLS", receiver.url().toString(),
                  "WEBHOOK_EVENTS", "room.*",
                  "WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))) {
        send(
            HttpRequest.newBuilder(server.url().resolve("/whip/blue"))
                .header("Content-Type", "application/sdp")
                .POST(HttpRequest.BodyPublishers.ofString(OFFER)));
      }
      assertEquals(List.of("room.started", "room.finished"), receiver.types());
      assertEquals("server_shutdown", receiver.posts().get(1).json().at("/data/reason").asText());
    }
  }
}
