package dev.sluice.server.signaling.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.CloseCode;
import dev.sluice.protocol.ErrorCode;
import dev.sluice.protocol.MessageCodec;
import dev.sluice.protocol.ProtocolException;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.http.AllowedOrigins;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.signaling.Offers;
import dev.sluice.server.signaling.ScriptedRooms;
import dev.sluice.server.signaling.SignalingOptions;
import dev.sluice.server.signaling.SignalingService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real WebSockets against a real server whose rooms take everybody in. */
class WebSocketRouteTest {

  private static final Access ACCESS =
      new FixedTokens(Optional.empty(), Map.of(new RoomId("locked"), "s3cret"));

  private final MessageCodec codec = new MessageCodec();
  private final ScriptedRooms rooms = new ScriptedRooms().answerJoins();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;
  private SignalingService service;

  @BeforeEach
  void start() throws IOException {
    AllowedOrigins origins = AllowedOrigins.parse("https://good.example");
    service =
        new SignalingService(
            SignalingOptions.DEFAULTS,
            ACCESS,
            rooms,
            NegotiationOptions.defaults(),
            new Fingerprint("sha-256", "AA:".repeat(31) + "BB"),
            System::nanoTime,
            new SecureRandom());
    server =
        new HttpServer(
            HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .allowedOrigins(origins)
                .build(),
            List.of(WebSocketRoute.of(service, origins, WebSocketOptions.DEFAULTS)),
            System::nanoTime);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  /** One open WebSocket and what came over it. */
  private final class Peer implements WebSocket.Listener {
    private final LinkedBlockingQueue<ServerMessage> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeStatus = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private WebSocket socket;

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          messages.add(codec.parseServerMessage(text.toString()));
        } catch (ProtocolException e) {
          throw new AssertionError(e);
        }
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
      closeStatus.complete(statusCode);
      return null;
    }

    void say(ClientMessage message) {
      socket.sendText(codec.write(message), true).join();
    }

    <T extends ServerMessage> T next(Class<T> type) throws InterruptedException {
      return assertInstanceOf(type, messages.poll(10, TimeUnit.SECONDS));
    }

    int closeStatus() throws Exception {
      return closeStatus.get(10, TimeUnit.SECONDS);
    }
  }

  private Peer connect(String pathAndQuery, String... headers) {
    Peer peer = new Peer();
    WebSocket.Builder builder = client.newWebSocketBuilder().subprotocols(ServerMessage.PROTOCOL);
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + pathAndQuery);
    peer.socket = builder.buildAsync(uri, peer).join();
    return peer;
  }

  private static ClientMessage.Join join(String room, Optional<String> resume) {
    boolean fresh = resume.isEmpty();
    return new ClientMessage.Join(
        1,
        room,
        Optional.empty(),
        Optional.empty(),
        Optional.of("Alice"),
        Map.of(),
        fresh ? Optional.of(Offers.publishAndSlot("peer")) : Optional.empty(),
        List.of(),
        resume);
  }

  @Test
  void joinsTalksAndLeaves() throws Exception {
    Peer peer = connect("/api/ws");
    assertEquals(ServerMessage.PROTOCOL, peer.socket.getSubprotocol());
    peer.say(join("blue", Optional.empty()));
    assertTrue(peer.next(ServerMessage.Joined.class).answer().isPresent());
    rooms.next(RoomCommand.Join.class);
    rooms.say(new RoomEvent.Message(new ParticipantId("bob"), "chat", "höre 🎧"));
    assertEquals("höre 🎧", peer.next(ServerMessage.Message.class).payload());
    peer.say(new ClientMessage.Leave(0));
    assertEquals(CloseCode.LEFT, peer.next(ServerMessage.Closed.class).code());
    assertEquals(1000, peer.closeStatus());
    assertEquals(LeaveReason.LEFT, rooms.next(RoomCommand.Leave.class).reason());
  }

  @Test
  void resumesOverANewWebSocket() throws Exception {
    Peer first = connect("/api/ws");
    first.say(join("blue", Optional.empty()));
    String token = first.next(ServerMessage.Joined.class).resumeToken();
    rooms.next(RoomCommand.Join.class);
    first.socket.abort();
    rooms.next(RoomCommand.SignalingLost.class);
    Peer second = connect("/api/ws");
    second.say(join("blue", Optional.of(token)));
    assertTrue(second.next(ServerMessage.Joined.class).resumed());
    rooms.next(RoomCommand.Resume.class);
    rooms.say(new RoomEvent.RoomUpdated(Map.of("k", "v")));
    assertEquals("v", second.next(ServerMessage.RoomUpdated.class).metadata().get("k"));
  }

  @Test
  void takesTheTokenFromHeaderOrQuery() throws Exception {
    Peer none = connect("/api/ws");
    none.say(join("locked", Optional.empty()));
    assertEquals(ErrorCode.UNAUTHORIZED, none.next(ServerMessage.Failure.class).code());
    for (Peer peer :
        List.of(
            connect("/api/ws?token=s3cret"),
            connect("/api/ws", "Authorization", "Bearer s3cret"),
            connect("/api/ws", "X-Auth-Token", "s3cret"))) {
      peer.say(join("locked", Optional.empty()));
      peer.next(ServerMessage.Joined.class);
    }
  }

  @Test
  void refusesBinaryMessagesByName() throws Exception {
    Peer peer = connect("/api/ws");
    peer.socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
    assertEquals(ErrorCode.MALFORMED_JSON, peer.next(ServerMessage.Failure.class).code());
    peer.socket.sendText("[1,2", true).join();
    assertEquals(ErrorCode.MALFORMED_JSON, peer.next(ServerMessage.Failure.class).code());
  }

  @Test
  void closesOnMessagesThatAreTooLong() throws Exception {
    int tooLong = WebSocketOptions.DEFAULTS.maxMessageBytes() + 1;
    Peer whole = connect("/api/ws");
    CompletableFuture<WebSocket> sent = whole.socket.sendText("x".repeat(tooLong), true);
    assertEquals(1009, whole.closeStatus());
    sent.cancel(false);
    Peer parts = connect("/api/ws");
    String half = "x".repeat(tooLong / 2 + 1);
    sent = parts.socket.sendText(half, false).thenCompose(socket -> socket.sendText(half, true));
    assertEquals(1009, parts.closeStatus());
    sent.cancel(false);
  }

  @Test
  void refusesPagesOfOtherOrigins() {
    CompletionException refused =
        assertThrows(
            CompletionException.class, () -> connect("/api/ws", "Origin", "https://evil.example"));
    WebSocketHandshakeException handshake =
        assertInstanceOf(WebSocketHandshakeException.class, refused.getCause());
    assertEquals(403, handshake.getResponse().statusCode());
    connect("/api/ws", "Origin", "https://good.example");
    connect("/api/ws", "Origin", "http://127.0.0.1:" + server.port());
  }

  @Test
  void refusesOtherSubprotocolsButTakesClientsThatNameNone() throws Exception {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/api/ws");
    Peer unused = new Peer();
    CompletionException refused =
        assertThrows(
            CompletionException.class,
            () -> client.newWebSocketBuilder().subprotocols("chat").buildAsync(uri, unused).join());
    WebSocketHandshakeException handshake =
        assertInstanceOf(WebSocketHandshakeException.class, refused.getCause());
    assertEquals(400, handshake.getResponse().statusCode());
    Peer peer = new Peer();
    peer.socket = client.newWebSocketBuilder().buildAsync(uri, peer).join();
    peer.say(new ClientMessage.Ping(1, 5));
    assertEquals(5, peer.next(ServerMessage.Pong.class).time());
  }

  @Test
  void tellsPlainRequestsToUpgrade() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/ws"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(426, response.statusCode());
  }

  @Test
  void saysGoodbyeWhenTheServerGoesAway() throws Exception {
    Peer peer = connect("/api/ws");
    peer.say(join("blue", Optional.empty()));
    peer.next(ServerMessage.Joined.class);
    service.shutDown();
    assertEquals(CloseCode.SERVER_SHUTDOWN, peer.next(ServerMessage.Closed.class).code());
    assertEquals(1001, peer.closeStatus());
  }

  @Test
  void answersTheClientsClose() throws Exception {
    Peer peer = connect("/api/ws");
    peer.say(join("blue", Optional.empty()));
    peer.next(ServerMessage.Joined.class);
    rooms.next(RoomCommand.Join.class);
    peer.socket.sendClose(1000, "bye").join();
    assertEquals(1000, peer.closeStatus());
    rooms.next(RoomCommand.SignalingLost.class);
  }
}
