package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.ServerMessage;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServerTest {

  private static final long TIMEOUT_SECONDS = 20;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void servesHealthReadinessMetricsAndTheApi() throws Exception {
    try (Server server = Server.start(TestConfig.loopback())) {
      assertEquals("ok", get(server, "healthz").body());
      assertEquals(200, get(server, "readyz").statusCode());
      assertTrue(get(server, "metrics").body().contains("\nwebrtc_rooms 0.0\n"));
      assertTrue(get(server, "api/bootstrap").body().contains("\"authEnabled\":false"));
      assertTrue(get(server, "api/bootstrap").body().contains("\"recordEnabled\":false"));
      assertTrue(get(server, "api/bootstrap").body().contains("\"recording\":true"));
      assertTrue(get(server, "metrics").body().contains("\nsluice_recordings_active 0.0\n"));
      assertEquals("[]", get(server, "api/rooms").body());
    }
  }

  @Test
  void answersOnTheWebSocketAndSaysGoodbyeWhenItStops() throws Exception {
    Server server = Server.start(TestConfig.loopback());
    Listener listener = new Listener();
    WebSocket socket =
        client
            .newWebSocketBuilder()
            .subprotocols(ServerMessage.PROTOCOL)
            .buildAsync(
                URI.create(server.url().toString().replace("http", "ws") + "api/ws"), listener)
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    socket.sendText("{\"type\":\"ping\",\"id\":1}", true).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertTrue(listener.first.get(TIMEOUT_SECONDS, TimeUnit.SECONDS).contains("\"pong\""));

    server.close();

    listener.closed.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    assertThrows(ConnectException.class, () -> get(server, "healthz"));
  }

  @Test
  void closingTwiceIsClosingOnce() {
    Server server = Server.start(TestConfig.loopback());

    server.close();
    server.close();
  }

  @Test
  void saysThatThePortIsTakenAndLeavesNothingRunning() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(0, 1, TestConfig.loopback().http().bind().getAddress())) {
      StartException e =
          assertThrows(
              StartException.class,
              () -> Server.start(TestConfig.onHttpPort(taken.getLocalPort())));

      assertEquals(
          ("HTTP cannot start on 127.0.0.1:%d: Address already in use; ss -lntup says by which"
                  + " program (HTTP_ADDR).")
              .formatted(taken.getLocalPort()),
          e.getMessage());
      assertTrue(
          Thread.getAllStackTraces().keySet().stream()
              .noneMatch(thread -> thread.getName().equals("media-0")));
    }
  }

  private HttpResponse<String> get(Server server, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.url().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static final class Listener implements WebSocket.Listener {

    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      first.complete(text.toString());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      closed.complete(status);
      return null;
    }
  }
}
