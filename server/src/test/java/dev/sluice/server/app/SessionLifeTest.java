package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.Poll;
import dev.sluice.server.signaling.wish.WishFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How WHIP sessions end in a whole server. */
class SessionLifeTest {

  private static final String OFFER =
      WishFixture.offer("obs-like-libdatachannel-0.24.5-layers3-offer");

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> post(URI server) throws Exception {
    return post(server, "blue");
  }

  private HttpResponse<String> post(URI server, String endpoint) throws Exception {
    return send(
        HttpRequest.newBuilder(server.resolve("/whip/" + endpoint))
            .header("Content-Type", "application/sdp")
            .POST(HttpRequest.BodyPublishers.ofString(OFFER))
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String get(URI server, String path) throws Exception {
    return send(HttpRequest.newBuilder(server.resolve(path)).build()).body();
  }

  @Test
  void forgetsThoseThatNeverConnect() throws Exception {
    Map<String, String> variables =
        Map.of(
            "CONNECT_TIMEOUT_SECONDS", "1",
            "ROOM_LINGER_SECONDS", "1",
            "PUBLISHER_POLICY", "beside");
    try (Server server = Server.start(TestConfig.with(variables))) {
      URI url = server.url();
      for (int i = 0; i < 50; i++) {
        assertEquals(201, post(url).statusCode());
      }
      Poll.until(
          "nothing is left of them",
          () -> get(url, "/metrics"),
          page ->
              page.contains("\nsluice_whip_sessions 0.0\n")
                  && page.contains("\nwebrtc_rooms 0.0\n")
                  && page.contains("\nsluice_loop_transports{loop=\"0\",} 0.0\n"));
      assertTrue(
          get(url, "/metrics")
              .contains("\nsluice_wish_posts_total{protocol=\"whip\",status=\"201\",} 50.0\n"));
    }
  }

  @Test
  void letsThoseWhoAreThereStayWhileItDrains() throws Exception {
    Map<String, String> variables =
        Map.of(
            "DRAIN_SECONDS", "60",
            "DRAIN_NOTICE_SECONDS", "0",
            "DRAIN_PACE", "last",
            "DRAIN_REDIRECT", "https://other.example.org",
            "ROOM_LINGER_SECONDS", "1");
    Server server = Server.start(TestConfig.with(variables));
    URI url = server.url();
    URI session = url.resolve(post(url).headers().firstValue("Location").orElseThrow());
    Poll.until("the room is there", () -> get(url, "/api/rooms"), rooms -> rooms.contains("blue"));
    CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
    Poll.until("it drains", () -> get(url, "/readyz"), page -> page.contains("\"ready\":false"));

    HttpResponse<String> newcomer = post(url, "green");
    assertEquals(307, newcomer.statusCode());
    assertEquals(
        "https://other.example.org/whip/green",
        newcomer.headers().firstValue("Location").orElseThrow());
    HttpResponse<String> late = post(url, "blue/late");
    assertEquals(201, late.statusCode(), "who belongs to a room that is here finds it");
    URI second = url.resolve(late.headers().firstValue("Location").orElseThrow());
    assertEquals(200, send(HttpRequest.newBuilder(second).DELETE().build()).statusCode());
    assertEquals(204, send(HttpRequest.newBuilder(session).build()).statusCode());
    assertEquals(200, send(HttpRequest.newBuilder(session).DELETE().build()).statusCode());
    closing.get(30, TimeUnit.SECONDS);
  }
}
