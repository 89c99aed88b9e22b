package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.protocol.IceServer;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.http.ApiRoutes.Bootstrap;
import dev.sluice.server.http.ApiRoutes.Bootstrap.AuthMode;
import dev.sluice.server.http.ApiRoutes.Bootstrap.RecordMode;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.room.ConnectionQuality;
import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomStats.NetworkFigures;
import dev.sluice.server.room.RoomStats.PacketCounters;
import dev.sluice.server.room.RoomStats.ParticipantStats;
import dev.sluice.server.room.Rooms;
import dev.sluice.server.room.TrackId;
import dev.sluice.server.room.TrackInfo;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.MediaKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API over real HTTP, with one room in it. */
class ApiRoutesTest {

  private static final RoomId BLUE = new RoomId("blue");
  private static final ParticipantId ALICE = new ParticipantId("alice");
  private static final ParticipantId VIEWER = new ParticipantId("v1");

  /** Of whom no answer here says a word. */
  private static final ParticipantId HIDDEN = new ParticipantId("observer");

  private static final Access ACCESS =
      new FixedTokens(Optional.of("t0ken"), Map.of(), Optional.of("adm1n"));

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    Rooms rooms = rooms();
    List<Route> routes = new ArrayList<>();
    routes.addAll(
        ApiRoutes.bootstrap(
            new Bootstrap(AuthMode.TOKENS, RecordMode.OFF, Map.of("rooms", true)),
            () ->
                List.of(
                    IceServer.of("stun:stun.example:3478"),
                    new IceServer(
                        List.of("turn:turn.example"), Optional.of("user"), Optional.of("pass"))),
            ACCESS));
    routes.addAll(ApiRoutes.rooms(rooms, ACCESS));
    server =
        new HttpServer(
            HttpOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            routes,
            () -> 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private Rooms rooms() {
    return new Rooms() {
      @Override
      public Optional<RoomHandle> open(RoomId id) {
        throw new AssertionError("nothing here opens rooms");
      }

      @Override
      public Optional<RoomHandle> find(RoomId id) {
        return id.equals(BLUE) ? Optional.of(handle(id)) : Optional.empty();
      }

      @Override
      public List<RoomStats> stats() {
        return List.of(
            new RoomStats(
                BLUE,
                0,
                List.of(
                    new ParticipantStats(
                        ALICE,
                        "Alice",
                        Role.PARTICIPANT,
                        true,
                        true,
                        List.of(
                            new TrackInfo(
                                new TrackId("t1"),
                                ALICE,
                                "0",
                                MediaKind.VIDEO,
                                TrackSource.SCREEN,
                                Codec.VP8,
                                "desk",
                                false,
                                false,
                                true)),
                        2,
                        PacketCounters.ZERO,
                        new ConnectionQuality(ALICE, 3, 0, 0, 20),
                        NetworkFigures.NONE),
                    new ParticipantStats(
                        VIEWER,
                        "",
                        Role.VIEWER,
                        false,
                        true,
                        List.of(),
                        1,
                        PacketCounters.ZERO,
                        new ConnectionQuality(VIEWER, 3, 0, 0, 20),
                        NetworkFigures.NONE),
                    new ParticipantStats(
                        HIDDEN,
                        "",
                        Role.PARTICIPANT,
                        true,
                        true,
                        List.of(),
                        1,
                        PacketCounters.ZERO,
                        new ConnectionQuality(HIDDEN, 3, 0, 0, 20),
                        NetworkFigures.NONE,
                        true)),
                1,
                3,
                RecordingInfo.NONE,
                Map.of(),
                Map.of(),
                PacketCounters.ZERO,
                Map.of()));
      }
    };
  }

  private RoomHandle handle(RoomId id) {
    return new RoomHandle() {
      @Override
      public RoomId id() {
        return id;
      }

      @Override
      public List<IceCandidate> candidates() {
        return List.of();
      }

      @Override
      public void execute(RoomCommand command) {
        throw new AssertionError("nothing here gives orders");
      }
    };
  }

  private HttpResponse<String> send(String method, String path, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void tellsPagesWhatTheyNeedAndKeepsCredentialsForThoseWithAToken() throws Exception {
    String open = send("GET", "/api/bootstrap", "").body();
    assertEquals(
        "{\"authEnabled\":true,\"recordEnabled\":false,"
            + "\"iceServers\":[{\"urls\":[\"stun:stun.example:3478\"]}],"
            + "\"features\":{\"rooms\":true}}",
        open);
    String trusted = send("GET", "/api/bootstrap", "t0ken").body();
    assertTrue(
        trusted.contains(
            "{\"urls\":[\"turn:turn.example\"],\"username\":\"user\",\"credential\":\"pass\"}"),
        trusted);
  }

  @Test
  void listsRooms() throws Exception {
    assertEquals(
        "[{\"name\":\"blue\",\"hasPublisher\":true,\"tracks\":1,\"subscribers\":2,"
            + "\"viewers\":1,\"participants\":1,\"recording\":\"off\"}]",
        send("GET", "/api/rooms", "").body());
  }

  @Test
  void showsWhoIsInARoomToThoseItWouldAdmit() throws Exception {
    HttpResponse<String> refused = send("GET", "/api/rooms/blue", "wrong");
    assertEquals(401, refused.statusCode());
    assertEquals("{\"error\":\"unauthorized\"}", refused.body());
    assertFalse(refused.headers().firstValue("www-authenticate").isEmpty());
    HttpResponse<String> shown = send("GET", "/api/rooms/blue", "t0ken");
    assertTrue(shown.body().contains("\"members\":[{\"id\":\"alice\""), shown.body());
    assertTrue(shown.body().contains("{\"id\":\"v1\",\"name\":\"\",\"role\":\"viewer\""));
    assertTrue(shown.body().contains("\"source\":\"screen\",\"codec\":\"vp8\""), shown.body());
    assertEquals(404, send("GET", "/api/rooms/green", "t0ken").statusCode());
    HttpResponse<String> invalid = send("GET", "/api/rooms/a%20b", "t0ken");
    assertEquals(400, invalid.statusCode());
    assertEquals("{\"error\":\"invalid room name\"}", invalid.body());
  }
}
