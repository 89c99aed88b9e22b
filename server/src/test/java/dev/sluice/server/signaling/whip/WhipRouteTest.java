package dev.sluice.server.signaling.whip;

import static dev.sluice.server.signaling.wish.WishFixture.header;
import static dev.sluice.server.signaling.wish.WishFixture.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.sdp.SdpLimits;
import dev.sluice.server.signaling.RoomRedirects;
import dev.sluice.server.signaling.ScriptedRooms;
import dev.sluice.server.signaling.wish.WishFixture;
import dev.sluice.server.signaling.wish.WishOptions;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a WHIP endpoint answers. RFC 9725. */
class WhipRouteTest {

  private static final String OBS = "obs-like-libdatachannel-0.24.5-layers3-offer";

  private WishFixture fixture = new WishFixture(WishOptions.DEFAULTS, WhipRoutes::of);

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void restart(WishOptions options) {
    fixture.close();
    fixture = new WishFixture(options, WhipRoutes::of);
  }

  private static WishOptions options(
      DuplicatePolicy policy, int maxSessions, String redirects, Optional<URI> drainRedirect) {
    return new WishOptions(
        SdpLimits.DEFAULT.withChars(20_000),
        policy,
        WishOptions.IfMatch.REQUIRED,
        maxSessions,
        0,
        95,
        RoomRedirects.parse(redirects),
        drainRedirect);
  }

  private static void assertRefused(HttpResponse<String> response, int status, String error) {
    assertEquals(status, response.statusCode(), response::body);
    assertEquals("application/json", header(response, "Content-Type"));
    assertEquals("{\"error\":\"" + error + "\"}", response.body());
  }

  private static void assertRefused(HttpResponse<String> response, int status) {
    assertEquals(status, response.statusCode(), response::body);
    assertTrue(response.body().startsWith("{\"error\":\""), response::body);
  }

  private static List<String> lines(HttpResponse<String> response, String prefix) {
    return response.body().lines().filter(line -> line.startsWith(prefix)).toList();
  }

  // ---- the answer

  @Test
  void answersWithEverythingThatClientsNeed() {
    HttpResponse<String> response = fixture.post("/whip/blue", offer(OBS));

    assertEquals(201, response.statusCode(), response::body);
    assertTrue(header(response, "Location").matches("/whip/session/blue/[A-Za-z0-9_-]{22}"));
    assertTrue(header(response, "ETag").matches("\"[A-Za-z0-9_-]{22}\""));
    assertEquals("application/sdp", header(response, "Content-Type"));
    assertEquals("application/trickle-ice-sdpfrag", header(response, "Accept-Patch"));
    assertTrue(response.body().startsWith("v=0\r\n"));
    assertFalse(response.body().replace("\r\n", "").contains("\n"));
    assertTrue(response.body().length() < 8_192);
    assertTrue(response.body().contains("a=ice-lite\r\n"));
  }

  @Test
  void namesEachIceServerInALinkOfItsOwn() {
    HttpResponse<String> response = fixture.post("/whip/blue", offer(OBS));

    String credentials =
        "; rel=\"ice-server\"; username=\"user\"; credential=\"pass\";"
            + " credential-type=\"password\"";
    assertEquals(
        List.of(
            "<stun:stun.example.org:3478>; rel=\"ice-server\"",
            "<turn:turn.example.org:3478?transport=udp>" + credentials,
            "<turns:turn.example.org>" + credentials),
        response.headers().allValues("Link"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium156-offer-sendrecv",
        "ffmpeg-8.0.1-whip-offer",
        "ffmpeg-8.1.2-whip-offer",
        "ffmpeg-8.1.2-whip-dtls_active-openh264-offer",
        "firefox-esr-153-whip-vp8-offer",
        "gstreamer-1.22.0-webrtcbin-h264-offer",
        "gstreamer-1.22.0-webrtcbin-vp8-offer",
        "handmade-ffmpeg-video-only-passive",
        "handmade-obs-32-simulcast-av1",
        "handmade-obs-32-simulcast-h264",
        "node-datachannel-0.33.4-offer",
        "obs-like-libdatachannel-0.24.5-layers1-offer",
        "obs-like-libdatachannel-0.24.5-layers3-offer",
        "pion-webrtc-v3.1.56-pub-offer",
        "roamhq-wrtc-0.10.0-whip-whep-offer",
        "simple-whip-client-gst1.22-offer",
        "webrtc-java-0.14.0-whip-offer",
      })
  void takesWhatPublishersOfferAndSendsThemNothing(String name) {
    HttpResponse<String> response = fixture.post("/whip/blue", offer(name));

    assertEquals(201, response.statusCode(), response::body);
    int sections = lines(response, "m=").size();
    assertEquals(sections, lines(response, "a=recvonly").size());
    assertEquals(sections, lines(response, "a=rtcp-mux-only").size());
    assertEquals(List.of(), lines(response, "a=ssrc"));
    assertFalse(response.body().contains("ulpfec"));
    assertFalse(response.body().contains("red/"));
    assertTrue(lines(response, "m=").stream().noneMatch(line -> line.contains(" 0 UDP")));
  }

  @Test
  void acceptsEveryLayerThatObsOffers() {
    HttpResponse<String> response = fixture.post("/whip/blue", offer(OBS));

    assertEquals(List.of("a=simulcast:recv 0;1;2"), lines(response, "a=simulcast:"));
    assertEquals(
        List.of("a=rid:0 recv", "a=rid:1 recv", "a=rid:2 recv"), lines(response, "a=rid:"));
  }

  @ParameterizedTest
  @CsvSource({"passive,active", "active,passive", "actpass,passive"})
  void answersEachSetup(String offered, String answered) {
    String text = offer(OBS).replaceAll("a=setup:\\w+", "a=setup:" + offered);
    HttpResponse<String> response = fixture.post("/whip/blue", text);

    assertEquals(
        List.of("a=setup:" + answered), lines(response, "a=setup:").stream().distinct().toList());
  }

  // ---- what the room is told

  @Test
  void entersTheRoomAsItsPublisher() {
    fixture.post("/api/whip/publish/blue", offer(OBS));

    RoomCommand.Join join = fixture.rooms.next(RoomCommand.Join.class);
    assertEquals(new ParticipantId("publisher"), join.participant());
    assertEquals("publisher", join.name());
    assertEquals(Membership.publisher(DuplicatePolicy.REPLACE), join.membership());
    assertEquals(
        List.of(
            new TrackIntent("0", TrackSource.MICROPHONE, "", false),
            new TrackIntent("1", TrackSource.CAMERA, "", false)),
        join.tracks());
  }

  @ParameterizedTest
  @CsvSource({
    "/whip/blue/anna,anna,anna",
    "/whip/blue?participant=anna&name=Anna%20B.,anna,Anna B.",
    "/whip/blue/anna?participant=ben,anna,anna",
    "/whip/blue?name=%20,publisher,publisher",
  })
  void entersUnderTheNameAskedFor(String path, String id, String name) {
    assertEquals(201, fixture.post(path, offer(OBS)).statusCode());

    RoomCommand.Join join = fixture.rooms.next(RoomCommand.Join.class);
    assertEquals(new ParticipantId(id), join.participant());
    assertEquals(name, join.name());
  }

  @Test
  void leavesThePolicyToTheRoom() {
    restart(options(DuplicatePolicy.BESIDE, 10, "", Optional.empty()));
    fixture.post("/whip/blue", offer(OBS));

    assertEquals(
        Membership.publisher(DuplicatePolicy.BESIDE),
        fixture.rooms.next(RoomCommand.Join.class).membership());
  }

  // ---- offers that are refused

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium156-offer-recvonly",
        "chromium156-loopback-vp8-offer",
        "firefox-esr-153-join-simulcast3-slots-3-6",
      })
  void refusesWhatIsNoPublishersOffer(String name) {
    assertRefused(fixture.post("/whip/blue", offer(name)), 422);
    assertTrue(fixture.rooms.quiet());
  }

  @ParameterizedTest
  @CsvSource({
    "a=sendonly,a=inactive",
    "opus/48000/2,PCMU/8000",
    "H264/90000,theora/90000",
    "a=fingerprint:sha-256,a=fingerprint:md5",
    "a=ice-ufrag:U5Bd,a=ice-ufrag:U",
    "a=setup:actpass,a=setup:holdconn",
    "a=rtcp-mux,a=x-nothing",
    "a=group:BUNDLE 0 1,a=group:BUNDLE 0",
    "a=group:BUNDLE 0 1,a=ice-lite",
    "a=msid:wx5fkamqdqa wx5fkamqdqa-video,a=msid:another wx5fkamqdqa-video",
    "a=simulcast:send 0;1;2,a=simulcast:send 0;1;2;3;4",
  })
  void refusesOffersWithPartsThatCannotBeAccepted(String part, String replacement) {
    String text = offer(OBS);
    assertTrue(text.contains(part));
    assertRefused(fixture.post("/whip/blue", text.replace(part, replacement)), 422);
    assertTrue(fixture.rooms.quiet());
  }

  @Test
  void refusesASecondTrackOfAKind() {
    String text = offer(OBS);
    String audio = text.substring(text.indexOf("m=audio"), text.indexOf("m=video"));
    String third = audio.replace("a=mid:0", "a=mid:2");
    HttpResponse<String> response =
        fixture.post("/whip/blue", text.replace("BUNDLE 0 1", "BUNDLE 0 1 2") + third);

    assertRefused(response, 422, "at most 1 audio section can be offered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "v=0\r\nm=audio\r\n", "{\"sdp\":\"v=0\"}"})
  void refusesWhatIsNoSdp(String body) {
    assertRefused(fixture.post("/whip/blue", body), 400);
    assertRefused(fixture.post("/whip/blue", ""), 400);
  }

  @Test
  void refusesAnOfferThatIsTooLong() {
    restart(options(DuplicatePolicy.REPLACE, 10, "", Optional.empty()));
    assertRefused(fixture.post("/whip/blue", offer(OBS) + "a=x\r\n".repeat(4_000)), 413);
  }

  @Test
  void refusesOtherMediaTypes() {
    assertRefused(fixture.send("POST", "/whip/blue", offer(OBS)), 415);
    for (String type : List.of("text/plain", "application/sdpx", "application/json")) {
      assertRefused(
          fixture.send("POST", "/whip/blue", offer(OBS), "Content-Type", type),
          415,
          "the body must be application/sdp");
    }
    assertEquals(
        201,
        fixture
            .send(
                "POST", "/whip/blue", offer(OBS), "Content-Type", "Application/SDP; charset=utf-8")
            .statusCode());
  }

  @Test
  void refusesNamesThatAreNone() {
    assertRefused(fixture.post("/whip/a.b", offer(OBS)), 400, "invalid room name");
    assertRefused(fixture.post("/whip/blue/a.b", offer(OBS)), 400, "invalid participant name");
    assertRefused(
        fixture.post("/whip/blue?participant=" + "a".repeat(65), offer(OBS)),
        400,
        "invalid participant name");
    assertRefused(fixture.post("/whip/blue?name=" + "a".repeat(129), offer(OBS)), 400);
  }

  // ---- who may

  @Test
  void wantsTheRoomsToken() {
    for (HttpResponse<String> response :
        List.of(
            fixture.post("/whip/locked", offer(OBS)),
            fixture.post("/whip/locked", offer(OBS), "Authorization", "Bearer another"),
            fixture.post("/whip/locked?token=wrong", offer(OBS)))) {
      assertRefused(response, 401, "unauthorized");
      assertEquals("Bearer", header(response, "WWW-Authenticate"));
    }
    assertTrue(fixture.rooms.quiet());
  }

  @Test
  void takesTheTokenFromHeaderOrQuery() {
    for (HttpResponse<String> response :
        List.of(
            fixture.post("/whip/locked", offer(OBS), "Authorization", "Bearer s3cret"),
            fixture.post("/whip/locked", offer(OBS), "X-Auth-Token", "s3cret"),
            fixture.post("/whip/locked?token=s3cret", offer(OBS)))) {
      assertEquals(201, response.statusCode());
      assertFalse(header(response, "Location").contains("s3cret"));
    }
  }

  // ---- the room refuses

  @ParameterizedTest
  @CsvSource({
    "IDENTITY_IN_USE,409,publisher already exists in this room,5",
    "ROOM_FULL,503,because,5",
    "ROOM_CLOSED,503,the room did not answer,1",
    "INTERNAL_ERROR,500,internal error,",
  })
  void tellsWhyTheRoomRefuses(RoomErrorCode code, int status, String error, String retryAfter) {
    fixture.refuseJoins(code);
    HttpResponse<String> response = fixture.post("/whip/blue", offer(OBS));

    assertRefused(response, status, error);
    assertEquals(Optional.ofNullable(retryAfter), response.headers().firstValue("Retry-After"));
    assertNoSessionIsLeft();
  }

  @Test
  void triesOnceMoreWhenTheRoomVanishedMeanwhile() {
    fixture.rooms.script(
        (command, rooms) -> {
          if (rooms.openings() == 1 && command instanceof RoomCommand.Join join) {
            join.sink()
                .onEvent(
                    new RoomEvent.Rejected(join.requestId(), RoomErrorCode.ROOM_CLOSED, "gone"));
          } else {
            WishFixture.agree(command, rooms);
          }
        });

    assertEquals(201, fixture.post("/whip/blue", offer(OBS)).statusCode());
    assertEquals(2, fixture.rooms.openings());
  }

  @Test
  void takesNothingWhenTheRoomCannotPublishOneOfTheTracks() {
    fixture.rooms.script(
        (command, rooms) -> {
          if (command instanceof RoomCommand.Join join) {
            join.sink()
                .onEvent(
                    new RoomEvent.Rejected(
                        join.requestId(), RoomErrorCode.MID_NOT_PUBLISHABLE, "not that one"));
          }
          WishFixture.agree(command, rooms);
        });

    assertRefused(fixture.post("/whip/blue", offer(OBS)), 422, "not that one");
    fixture.rooms.next(RoomCommand.Join.class);
    assertEquals(LeaveReason.LEFT, fixture.rooms.next(RoomCommand.Leave.class).reason());
    assertNoSessionIsLeft();
  }

  /** The thread of the sessions answers before it forgets one; by the next answer it has. */
  private void assertNoSessionIsLeft() {
    assertEquals(404, fixture.send("DELETE", "/whip/session/room/none", "").statusCode());
    assertEquals(0, fixture.service.stats().sessions("whip"));
  }

  @Test
  void givesUpOnARoomThatDoesNotAnswer() throws Exception {
    fixture.rooms.script((command, rooms) -> {});
    CompletableFuture<HttpResponse<String>> response =
        CompletableFuture.supplyAsync(() -> fixture.post("/whip/blue", offer(OBS)));
    RoomCommand.Join join = fixture.rooms.next(RoomCommand.Join.class);
    fixture.timeRunsOut();

    assertRefused(response.get(10, TimeUnit.SECONDS), 503, "the room did not answer");
    fixture.rooms.next(RoomCommand.Leave.class);
    join.sink().onEvent(ScriptedRooms.joined(join));
    assertEquals(
        join.sink(),
        fixture.rooms.next(RoomCommand.Leave.class).sink(),
        "leaves when it is taken in too late");
  }

  // ---- other nodes, and no room here

  @Test
  void sendsClientsToTheNodeWhereTheRoomIs() {
    restart(
        options(
            DuplicatePolicy.REPLACE,
            10,
            "red=https://a.example.org;red*=https://b.example.org;r*=https://c.example.org",
            Optional.empty()));

    for (String[] expected :
        new String[][] {
          {"/whip/red?token=x&name=A%20B", "https://a.example.org/whip/red?name=A+B"},
          {"/whip/redder/anna", "https://b.example.org/whip/redder/anna"},
          {"/api/whip/publish/rose?token=x", "https://c.example.org/api/whip/publish/rose"},
        }) {
      HttpResponse<String> response = fixture.post(expected[0], offer(OBS));
      assertEquals(307, response.statusCode());
      assertEquals(expected[1], header(response, "Location"));
    }
    assertEquals(201, fixture.post("/whip/blue", offer(OBS)).statusCode());
  }

  @Test
  void takesNoMoreRoomsInWhileDraining() {
    fixture.rooms.refuseMore();
    fixture.service.drain();
    HttpResponse<String> response = fixture.post("/whip/blue", offer(OBS));
    assertRefused(response, 503, "the server takes nobody in any more");
    assertEquals("2", header(response, "Retry-After"));

    restart(
        options(DuplicatePolicy.REPLACE, 10, "", Optional.of(URI.create("https://d.example.org"))));
    assertEquals(201, fixture.post("/whip/blue", offer(OBS)).statusCode());
    fixture.rooms.refuseMore();
    fixture.service.drain();
    HttpResponse<String> elsewhere = fixture.post("/whip/green", offer(OBS));
    assertEquals(307, elsewhere.statusCode());
    assertEquals("https://d.example.org/whip/green", header(elsewhere, "Location"));
    assertEquals(
        201, fixture.post("/whip/blue", offer(OBS)).statusCode(), "who is late meets the others");
    fixture.rooms.forget(new RoomId("blue"));
    assertEquals(307, fixture.post("/whip/blue", offer(OBS)).statusCode(), "the room has moved");
  }

  @Test
  void takesNobodyInWhileOverloaded() {
    fixture.overload();
    HttpResponse<String> response = fixture.post("/whip/blue", offer(OBS));

    assertRefused(response, 503, "the server is busy");
    assertEquals("5", header(response, "Retry-After"));
  }

  @Test
  void takesNoMoreSessionsThanAllowed() {
    restart(options(DuplicatePolicy.REPLACE, 1, "", Optional.empty()));
    HttpResponse<String> first = fixture.post("/whip/blue", offer(OBS));
    assertRefused(fixture.post("/whip/blue", offer(OBS)), 503, "the server is busy");

    fixture.send("DELETE", header(first, "Location"), "");
    assertEquals(201, fixture.post("/whip/blue", offer(OBS)).statusCode());
  }

  @Test
  void countsWhatBecameOfPosts() {
    fixture.post("/whip/blue", offer(OBS));
    fixture.post("/whip/blue", offer(OBS));
    fixture.post("/whip/blue", "hello");

    assertEquals(2, fixture.service.stats().sessions("whip"));
    assertEquals(
        List.of("200:0", "201:2", "400:1"),
        List.of("200:" + posts(200), "201:" + posts(201), "400:" + posts(400)));
  }

  private long posts(int status) {
    return fixture.service.stats().posts().entrySet().stream()
        .filter(entry -> entry.getKey().status() == status)
        .mapToLong(java.util.Map.Entry::getValue)
        .sum();
  }

  // ---- other methods

  @Test
  void answersPreflightsWithoutAToken() {
    HttpResponse<String> response =
        fixture.send(
            "OPTIONS",
            "/whip/locked",
            "",
            "Origin",
            "https://page.example.org",
            "Access-Control-Request-Method",
            "POST",
            "Access-Control-Request-Headers",
            "authorization,content-type");

    assertEquals(200, response.statusCode());
    assertEquals("*", header(response, "Access-Control-Allow-Origin"));
    assertEquals(
        List.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST"),
        Arrays.stream(header(response, "Access-Control-Allow-Methods").split(", "))
            .sorted()
            .toList());
    for (String name : List.of("Authorization", "Content-Type", "If-Match")) {
      assertTrue(header(response, "Access-Control-Allow-Headers").contains(name));
    }
    assertEquals("7200", header(response, "Access-Control-Max-Age"));
    assertEquals("application/sdp", header(response, "Accept-Post"));
    assertEquals(List.of(), response.headers().allValues("Link"));
  }

  @Test
  void tellsPlainOptionsOfTrickleAndIceServers() {
    HttpResponse<String> response =
        fixture.send("OPTIONS", "/whip/locked", "", "Authorization", "Bearer s3cret");
    assertEquals(200, response.statusCode());
    assertEquals("application/sdp", header(response, "Accept-Post"));
    assertTrue(header(response, "Access-Control-Allow-Methods").contains("PATCH"));
    assertTrue(header(response, "Access-Control-Expose-Headers").contains("Link"));
    assertEquals(3, response.headers().allValues("Link").size());

    assertEquals(
        List.of("<stun:stun.example.org:3478>; rel=\"ice-server\""),
        fixture.send("OPTIONS", "/whip/locked", "").headers().allValues("Link"));
  }

  @Test
  void letsPagesReadTheHeadersTheyNeed() {
    HttpResponse<String> response =
        fixture.post("/whip/blue", offer(OBS), "Origin", "https://page.example.org");

    for (String name : List.of("Location", "ETag", "Link", "Accept-Patch", "Retry-After")) {
      assertTrue(header(response, "Access-Control-Expose-Headers").contains(name), name);
    }
  }

  @Test
  void answersGetWithSuccessAndNothing() {
    HttpResponse<String> response = fixture.send("GET", "/whip/blue", "");
    assertEquals(204, response.statusCode());
    assertEquals("", response.body());
    assertEquals(400, fixture.send("GET", "/whip/a.b", "").statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
  void refusesOtherMethods(String method) {
    HttpResponse<String> response = fixture.send(method, "/whip/blue", "");
    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD, OPTIONS, POST", header(response, "Allow"));
  }
}
