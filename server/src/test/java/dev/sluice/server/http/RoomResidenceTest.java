package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server among several, asked as a proxy asks. */
class RoomResidenceTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private boolean draining;
  private boolean moving;
  private HttpServer server;

  private void start(String trustedProxies, RequestRates rates) throws Exception {
    Handler answer = request -> Response.status(200).completed();
    server =
        new HttpServer(
            HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .trustedProxies(List.of(trustedProxies))
                .rates(rates)
                .build(),
            List.of(
                Route.join("POST", "/whip/{room}", answer),
                Route.limited("DELETE", "/whip/{room}", answer),
                Route.get("/rooms", answer),
                Route.webSocket(
                    "/ws",
                    new Upgrade() {
                      @Override
                      public Optional<Response> refusal(Request request) {
                        return Optional.of(Response.error(418, "answered"));
                      }

                      @Override
                      public void accept(
                          Channel channel,
                          FullHttpRequest raw,
                          Request request,
                          ClientBudget offers) {
                        throw new AssertionError();
                      }
                    })),
            Optional.empty(),
            new RoomResidence(
                Set.of("mine")::contains, room -> room.equals("mine") ? !moving : !draining),
            TokenGuard.none(() -> 0),
            () -> 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private int ask(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  @Test
  void answersForItsOwnRoomsWhateverIsAsked() throws Exception {
    start("127.0.0.1", RequestRates.UNLIMITED);
    draining = true;
    assertEquals(200, ask("POST", "/whip/mine", "Sluice-Room", "here"));
    assertEquals(200, ask("POST", "/whip/mine", "Sluice-Room", "new"));
    assertEquals(200, ask("POST", "/whip/mine"));
  }

  @Test
  void sendsAProxyOnThatLooksForARoomWhichIsNotHere() throws Exception {
    start("127.0.0.1", RequestRates.UNLIMITED);
    assertEquals(502, ask("POST", "/whip/other", "Sluice-Room", "here"));
    assertEquals(200, ask("POST", "/whip/other", "Sluice-Room", "new"));
    assertEquals(200, ask("POST", "/whip/other", "Sluice-Room", "something"));
    assertEquals(200, ask("POST", "/whip/other"));
  }

  @Test
  void takesNoNewRoomsWhileItDrains() throws Exception {
    start("127.0.0.1", RequestRates.UNLIMITED);
    draining = true;
    assertEquals(502, ask("POST", "/whip/other", "Sluice-Room", "new"));
    assertEquals(200, ask("POST", "/whip/other"));
  }

  @Test
  void ofARoomThatMovesItKeepsWhoIsIn() throws Exception {
    start("127.0.0.1", RequestRates.UNLIMITED);
    moving = true;
    assertEquals(200, ask("DELETE", "/whip/mine", "Sluice-Room", "here"));
    assertEquals(502, ask("POST", "/whip/mine", "Sluice-Room", "here"));
    assertEquals(502, ask("POST", "/whip/mine", "Sluice-Room", "new"));
  }

  @Test
  void readsTheRoomOfAWebSocketInItsQuery() throws Exception {
    start("127.0.0.1", RequestRates.UNLIMITED);
    assertEquals(502, handshake("/ws?room=other"));
    assertEquals(418, handshake("/ws?room=mine"));
    assertEquals(418, handshake("/ws"));
  }

  /** The client of the JDK sends no handshake that is not its own. */
  private int handshake(String target) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + target
                      + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
                      + "Upgrade: websocket\r\nSluice-Room: here\r\n\r\n")
                  .getBytes(US_ASCII));
      byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 502".length());
      return Integer.parseInt(new String(status, 9, 3, US_ASCII));
    }
  }

  @Test
  void answersWhatIsAboutNoRoom() throws Exception {
    start("127.0.0.1", RequestRates.UNLIMITED);
    assertEquals(200, ask("GET", "/rooms", "Sluice-Room", "here"));
  }

  @Test
  void tellsNobodyButATrustedProxyWhichRoomsThereAre() throws Exception {
    start("192.0.2.1", RequestRates.UNLIMITED);
    assertEquals(200, ask("POST", "/whip/other", "Sluice-Room", "here"));
  }

  @Test
  void countsAgainstNoRateWhatItPassesOn() throws Exception {
    RateLimit one = new RateLimit(0.001, 1);
    start("127.0.0.1", new RequestRates(one, one, RateLimit.OFF, RateLimit.OFF));
    for (int i = 0; i < 3; i++) {
      assertEquals(502, ask("POST", "/whip/other", "Sluice-Room", "here"));
    }
    assertEquals(200, ask("POST", "/whip/other", "Sluice-Room", "new"));
    assertEquals(429, ask("POST", "/whip/other", "Sluice-Room", "new"));
  }
}
