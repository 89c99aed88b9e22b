package dev.sluice.server.signaling.wish;

import static dev.sluice.server.signaling.wish.WishFixture.header;
import static dev.sluice.server.signaling.wish.WishFixture.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.sdp.SdpLimits;
import dev.sluice.server.signaling.RoomRedirects;
import dev.sluice.server.signaling.whep.WhepRoutes;
import dev.sluice.server.signaling.whip.WhipRoutes;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a session's URL answers: PATCH, DELETE and the rest. RFC 9725 sections 4.2 and 4.3. */
class SessionResourceTest {

  private static final String OFFER = offer("obs-like-libdatachannel-0.24.5-layers3-offer");
  private static final String UFRAG = "U5Bd";
  private static final String PWD = "tR6NSo4uqmokm2I/UZMf45";
  private static final String CANDIDATE =
      "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag"
          + " EsAw\r\n";

  private WishFixture fixture = fixture(WishOptions.DEFAULTS);

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static WishFixture fixture(WishOptions options) {
    return new WishFixture(
        options,
        service -> {
          List<dev.sluice.server.http.Route> routes = new ArrayList<>(WhipRoutes.of(service));
          routes.addAll(WhepRoutes.of(service));
          return routes;
        });
  }

  /** A session and its entity tag. */
  private record Session(String path, String tag, String answer) {}

  private Session open() {
    return open("/whip/blue");
  }

  private Session open(String path, String... headers) {
    HttpResponse<String> response = fixture.post(path, OFFER, headers);
    assertEquals(201, response.statusCode(), response::body);
    fixture.rooms.next(RoomCommand.Join.class);
    return new Session(header(response, "Location"), header(response, "ETag"), response.body());
  }

  private static String fragment(String ufrag, String pwd) {
    return "a=ice-options:trickle\r\na=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
        + "a=mid:0\r\na=ice-ufrag:%s\r\na=ice-pwd:%s\r\n".formatted(ufrag, pwd)
        + CANDIDATE
        + "a=end-of-candidates\r\n";
  }

  private static String trickle() {
    return fragment(UFRAG, PWD);
  }

  private static String restart(String ufrag) {
    return fragment(ufrag, "vw5LmwG4y/e6dPP/zAP9Gp5k");
  }

  private int patched(Session session, String fragment, String... headers) {
    return fixture.patch(session.path(), fragment, headers).statusCode();
  }

  private static String attribute(String sdp, String name) {
    return sdp.lines()
        .filter(line -> line.startsWith("a=" + name + ":"))
        .findFirst()
        .orElseThrow()
        .substring(name.length() + 3);
  }

  // ---- candidates

  @Test
  void takesCandidatesWithoutSayingMore() {
    Session session = open();
    HttpResponse<String> response =
        fixture.patch(session.path(), trickle(), "If-Match", session.tag());

    assertEquals(204, response.statusCode());
    assertEquals("", response.body());
    assertEquals(Optional.empty(), response.headers().firstValue("ETag"));
    assertEquals(1, fixture.service.stats().remoteCandidates());
    assertTrue(fixture.rooms.quiet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // simple-whip-client: credentials first, and an m-line of its own
        "a=ice-ufrag:U5Bd|a=ice-pwd:tR6NSo4uqmokm2I/UZMf45|m=audio 9 RTP/AVP"
            + " 0|a=mid:audio0|a=end-of-candidates",
        // mediamtx: the mid is the section's number
        "a=ice-ufrag:U5Bd|a=ice-pwd:tR6NSo4uqmokm2I/UZMf45|m=audio 9 UDP/TLS/RTP/SAVPF 0|a=mid:0"
            + "|a=candidate:1 1 udp 1 host.invalid 9 typ host",
        // no credentials, and candidates of any kind
        "m=audio 9 UDP/TLS/RTP/SAVPF 111|a=mid:0|a=candidate:x 1 quic 4294967295 fe80::1%eth0 0 typ"
            + " magic",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111|a=mid:0|a=candidate:1 1 TCP 1 10.0.0.1 9 typ host tcptype"
            + " active",
        // the end of gathering as some browsers write it
        "m=audio 9 UDP/TLS/RTP/SAVPF 111|a=mid:0|a=candidate:",
        // a whole session description
        "v=0|o=- 1 2 IN IP4 0.0.0.0|s=-|t=0 0|m=audio 9 UDP/TLS/RTP/SAVPF 111|c=IN IP4"
            + " 0.0.0.0|a=mid:0",
      })
  void takesTheFragmentsOfRealClients(String lines) {
    Session session = open();
    assertEquals(204, patched(session, lines.replace("|", "\r\n"), "If-Match", session.tag()));
    assertEquals(204, patched(session, lines.replace("|", "\n"), "If-Match", session.tag()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "{\"candidate\":\"\"}",
        "a=ice-ufrag:U5Bd|m=audio 9 RTP/AVP 0",
        "a=ice-pwd:tR6NSo4uqmokm2I/UZMf45|m=audio 9 RTP/AVP 0",
        "a=ice-ufrag:U|a=ice-pwd:short|m=audio 9 RTP/AVP 0",
        "m=audio|a=mid:0",
        "m=audio 9 RTP/AVP 0|a=candidate:1 1 udp 1 10.0.0.1",
        "m=audio 9 RTP/AVP 0|a=candidate:1 1 udp 1 10.0.0.1 99999 typ host",
      })
  void refusesMalformedFragments(String lines) {
    Session session = open();
    assertEquals(400, patched(session, lines.replace("|", "\r\n"), "If-Match", session.tag()));
    assertTrue(fixture.rooms.quiet());
    assertEquals(204, patched(session, trickle(), "If-Match", session.tag()));
  }

  @Test
  void refusesOtherMediaTypes() {
    Session session = open();
    for (String type : List.of("application/sdp", "text/plain")) {
      HttpResponse<String> response =
          fixture.send(
              "PATCH", session.path(), trickle(), "Content-Type", type, "If-Match", session.tag());
      assertEquals(415, response.statusCode());
    }
    assertEquals(
        415, fixture.send("PATCH", session.path(), trickle(), "If-Match", "*").statusCode());
  }

  @Test
  void boundsHowOftenASessionIsPatched() {
    Session session = open();
    int refused = 0;
    for (int i = 0; i < 80; i++) {
      if (patched(session, trickle(), "If-Match", session.tag()) == 429) {
        refused++;
      }
    }
    assertEquals(20, refused);
    assertEquals(204, patched(open(), trickle(), "If-Match", "*"), "others are not affected");
  }

  // ---- preconditions

  @Test
  void wantsToKnowWhichIceSessionIsMeant() {
    Session session = open();
    assertEquals(428, patched(session, trickle()));
    assertEquals(428, patched(session, restart("ysXw")));
    assertTrue(fixture.rooms.quiet());
  }

  @Test
  void doesWithoutIfMatchWhereThatIsAllowed() {
    fixture.close();
    fixture =
        fixture(
            new WishOptions(
                SdpLimits.DEFAULT,
                WishOptions.DEFAULTS.publisherPolicy(),
                WishOptions.IfMatch.OPTIONAL,
                10,
                0,
                95,
                RoomRedirects.NONE,
                Optional.empty()));
    Session session = open();
    assertEquals(204, patched(session, trickle()));
    assertEquals(412, patched(session, trickle(), "If-Match", "\"stale\""));
  }

  @ParameterizedTest
  @CsvSource({
    "%s,204",
    "'\"a\", %s',204",
    "*,204",
    "'\"*\"',204",
    "W/%s,412",
    "'\"stale\"',412",
    "stale,412",
    "'\"',412",
  })
  void comparesEntityTags(String header, int status) {
    Session session = open();
    assertEquals(
        status, patched(session, trickle(), "If-Match", header.formatted(session.tag())), header);
  }

  // ---- restarts

  @Test
  void restartsIce() {
    Session session = open();
    HttpResponse<String> response =
        fixture.patch(session.path(), restart("ysXw"), "If-Match", "\"*\"");

    assertEquals(200, response.statusCode());
    assertEquals("application/trickle-ice-sdpfrag", header(response, "Content-Type"));
    String tag = header(response, "ETag");
    assertTrue(tag.matches("\"[A-Za-z0-9_-]{22}\""));
    assertNotEquals(session.tag(), tag);
    assertNotEquals(
        attribute(session.answer(), "ice-ufrag"), attribute(response.body(), "ice-ufrag"));
    assertEquals(
        List.of(
            "a=group:BUNDLE 0 1",
            "a=ice-lite",
            "a=ice-options:trickle",
            "m=audio 9 UDP/TLS/RTP/SAVPF 111",
            "a=mid:0",
            "a=ice-ufrag:" + attribute(response.body(), "ice-ufrag"),
            "a=ice-pwd:" + attribute(response.body(), "ice-pwd"),
            "a=candidate:1 1 udp 2130706431 127.0.0.1 7882 typ host",
            "a=end-of-candidates"),
        response.body().lines().toList());

    RoomCommand.Renegotiate command = fixture.rooms.next(RoomCommand.Renegotiate.class);
    assertFalse(command.newTransport());
    assertEquals(
        new IceCredentials("ysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k"),
        command.session().transport().remoteIce());
    assertEquals(
        attribute(response.body(), "ice-ufrag"), command.session().transport().localIce().ufrag());
    assertEquals(2, command.session().media().size());
    assertEquals(1, fixture.service.stats().iceRestarts());
  }

  @Test
  void knowsTheIceSessionBeforeARestartNoMore() {
    Session session = open();
    String tag = header(fixture.patch(session.path(), restart("ysXw"), "If-Match", "*"), "ETag");

    assertEquals(412, patched(session, trickle(), "If-Match", session.tag()));
    assertEquals(412, patched(session, restart("late"), "If-Match", session.tag()));
    assertEquals(204, patched(session, restart("ysXw"), "If-Match", tag), "no restart any more");
    assertEquals(1, fixture.service.stats().iceRestarts());
  }

  @Test
  void staysAsItWasWhenTheRoomDoesNotRestart() {
    Session session = open();
    fixture.rooms.script(
        (command, rooms) -> {
          if (command instanceof RoomCommand.Renegotiate renegotiate) {
            renegotiate
                .sink()
                .onEvent(
                    new RoomEvent.Rejected(
                        renegotiate.requestId(), RoomErrorCode.INTERNAL_ERROR, "no"));
          }
        });
    assertEquals(503, patched(session, restart("ysXw"), "If-Match", "*"));
    assertEquals(204, patched(session, trickle(), "If-Match", session.tag()));
    assertEquals(0, fixture.service.stats().iceRestarts());

    fixture.rooms.script(WishFixture::agree);
    assertEquals(200, patched(session, restart("ysXw"), "If-Match", "*"), "the same once more");
  }

  @Test
  void staysAsItWasWhenTheRoomDoesNotAnswerARestart() throws Exception {
    Session session = open();
    fixture.rooms.script((command, rooms) -> {});
    CompletableFuture<Integer> status =
        CompletableFuture.supplyAsync(() -> patched(session, restart("ysXw"), "If-Match", "*"));
    fixture.rooms.next(RoomCommand.Renegotiate.class);
    fixture.timeRunsOut();

    assertEquals(503, status.get(10, TimeUnit.SECONDS));
    assertEquals(204, patched(session, trickle(), "If-Match", session.tag()));
  }

  // ---- ending

  @Test
  void endsWhenDeleted() {
    Session session = open();
    HttpResponse<String> response =
        fixture.send("DELETE", session.path(), "", "If-Match", "\"stale\"");

    assertEquals(200, response.statusCode());
    assertEquals("", response.body());
    assertEquals(LeaveReason.LEFT, fixture.rooms.next(RoomCommand.Leave.class).reason());
    assertEquals(0, fixture.service.stats().sessions("whip"));
    assertEquals(404, fixture.send("DELETE", session.path(), "").statusCode());
    assertEquals(404, patched(session, trickle(), "If-Match", session.tag()));
    assertEquals(404, fixture.send("GET", session.path(), "").statusCode());
  }

  @Test
  void canStillBeDeletedOnceWhenTheRoomLetItGo() {
    Session session = open();
    fixture.rooms.say(new RoomEvent.Disconnected(LeaveReason.LEFT));

    assertEquals(404, patched(session, trickle(), "If-Match", session.tag()));
    assertEquals(0, fixture.service.stats().sessions("whip"));
    assertEquals(200, fixture.send("DELETE", session.path(), "").statusCode());
    assertEquals(404, fixture.send("DELETE", session.path(), "").statusCode());
    assertTrue(fixture.rooms.quiet(), "there is nobody left to leave");
  }

  @Test
  void answersARestartThatTheEndOvertakes() throws Exception {
    Session session = open();
    fixture.rooms.script((command, rooms) -> {});
    CompletableFuture<Integer> status =
        CompletableFuture.supplyAsync(() -> patched(session, restart("ysXw"), "If-Match", "*"));
    fixture.rooms.next(RoomCommand.Renegotiate.class);
    fixture.rooms.say(new RoomEvent.Disconnected(LeaveReason.REPLACED));

    assertEquals(503, status.get(10, TimeUnit.SECONDS));
    assertEquals(0, fixture.timers());
  }

  @Test
  void endsWithTheServer() {
    open();
    open();
    fixture.service.shutDown();

    for (int i = 0; i < 2; i++) {
      assertEquals(
          LeaveReason.SERVER_SHUTDOWN, fixture.rooms.next(RoomCommand.Leave.class).reason());
    }
    assertEquals(503, fixture.post("/whip/blue", OFFER).statusCode());
    assertEquals(0, fixture.service.stats().sessions("whip"));
  }

  @Test
  void isNotGoneButElsewhereWhenItsRoomWasMoved() {
    Session session = open();
    fixture.rooms.refuseMore();
    fixture.service.drain();
    assertEquals(204, fixture.send("HEAD", session.path(), "").statusCode());
    fixture.rooms.forget(new RoomId("blue"));
    fixture.rooms.say(new RoomEvent.Disconnected(LeaveReason.SERVER_SHUTDOWN));
    HttpResponse<String> moved = fixture.send("HEAD", session.path(), "");
    assertEquals(503, moved.statusCode());
    assertEquals("2", header(moved, "Retry-After"));
  }

  @Test
  void isGoneWhenSomebodyElseTookItsPlaceWhileTheServerDrains() {
    Session session = open();
    fixture.rooms.refuseMore();
    fixture.service.drain();
    fixture.rooms.say(new RoomEvent.Disconnected(LeaveReason.REPLACED));
    assertEquals(404, fixture.send("HEAD", session.path(), "").statusCode());
  }

  @Test
  void leavesNothingBehindAfterAThousandPosts() {
    for (int i = 0; i < 1_000; i++) {
      Session session = open();
      if (i % 2 == 0) {
        fixture.send("DELETE", session.path(), "");
        fixture.rooms.next(RoomCommand.Leave.class);
      } else {
        fixture.rooms.say(new RoomEvent.Disconnected(LeaveReason.NEVER_CONNECTED));
      }
    }
    assertEquals(404, fixture.send("GET", "/whip/session/room/none", "").statusCode());
    assertEquals(0, fixture.service.stats().sessions("whip"));
    assertEquals(0, fixture.timers());
  }

  // ---- who may

  @Test
  void takesTheUrlForAKeyButNotAWrongToken() {
    Session session = open("/whip/locked", "Authorization", "Bearer " + WishFixture.TOKEN);
    for (String token : List.of("another", "wrong")) {
      HttpResponse<String> response =
          fixture.send("DELETE", session.path(), "", "Authorization", "Bearer " + token);
      assertEquals(401, response.statusCode());
      assertEquals("Bearer", header(response, "WWW-Authenticate"));
      assertEquals(
          401, patched(session, trickle(), "If-Match", "*", "Authorization", "Bearer " + token));
    }
    assertEquals(204, patched(session, trickle(), "If-Match", "*"));
    assertEquals(
        200,
        fixture
            .send("DELETE", session.path(), "", "Authorization", "Bearer " + WishFixture.TOKEN)
            .statusCode());
  }

  @Test
  void isKnownOnlyAtItsOwnUrl() {
    Session session = open();
    String elsewhere = session.path().replace("/whip/", "/whep/");
    assertEquals(404, fixture.send("DELETE", elsewhere, "").statusCode());
    assertEquals(404, fixture.send("DELETE", session.path() + "x", "").statusCode());
    String inAnotherRoom = session.path().replace("/session/", "/session/x");
    assertEquals(404, fixture.send("DELETE", inAnotherRoom, "").statusCode());
    assertEquals(204, fixture.send("GET", session.path(), "").statusCode());
  }

  // ---- other methods

  @Test
  void answersOptions() {
    HttpResponse<String> response =
        fixture.send(
            "OPTIONS", "/whip/session/room/any", "", "Access-Control-Request-Method", "PATCH");
    assertEquals(200, response.statusCode());
    assertTrue(header(response, "Access-Control-Allow-Methods").contains("PATCH"));
    assertTrue(header(response, "Access-Control-Allow-Methods").contains("DELETE"));
    assertEquals("application/trickle-ice-sdpfrag", header(response, "Accept-Patch"));
    assertEquals("application/sdp", header(response, "Accept-Post"));
  }

  @Test
  void isNoEndpoint() {
    Session session = open();
    HttpResponse<String> response = fixture.post(session.path(), OFFER);
    assertEquals(405, response.statusCode());
    assertEquals("DELETE, GET, HEAD, OPTIONS, PATCH", header(response, "Allow"));
    assertTrue(fixture.rooms.quiet());
  }
}
