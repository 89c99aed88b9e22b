package dev.sluice.server.signaling.whep;

import static dev.sluice.server.signaling.wish.WishFixture.header;
import static dev.sluice.server.signaling.wish.WishFixture.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.Membership;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.View;
import dev.sluice.server.signaling.wish.WishFixture;
import dev.sluice.server.signaling.wish.WishOptions;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a WHEP endpoint answers. draft-ietf-wish-whep-04. */
class WhepRouteTest {

  private static final String CHROMIUM = "chromium156-offer-recvonly";

  private final WishFixture fixture = new WishFixture(WishOptions.DEFAULTS, WhepRoutes::of);

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static List<String> lines(HttpResponse<String> response, String prefix) {
    return response.body().lines().filter(line -> line.startsWith(prefix)).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        CHROMIUM,
        "chromium156-offer-sendrecv",
        "firefox-esr-153-offer-recvonly",
        "pion-webrtc-v3.1.56-pub-offer",
        "pion-webrtc-v3.1.56-sub-offer",
      })
  void sendsWhatPlayersOfferToReceiveAndTakesNothing(String name) {
    HttpResponse<String> response = fixture.post("/whep/blue", offer(name));

    assertEquals(201, response.statusCode(), response::body);
    assertTrue(header(response, "Location").matches("/whep/session/blue/[A-Za-z0-9_-]{22}"));
    assertTrue(header(response, "ETag").matches("\"[A-Za-z0-9_-]{22}\""));
    assertEquals("application/sdp", header(response, "Content-Type"));
    assertEquals(2, lines(response, "m=").size());
    assertEquals(2, lines(response, "a=sendonly").size());
    assertEquals(2, lines(response, "a=rtcp-mux-only").size());
    assertEquals(
        1, lines(response, "a=msid:").stream().map(line -> line.split(" ")[0]).distinct().count());
    assertEquals(
        3,
        response.headers().allValues("Link").stream()
            .filter(link -> link.contains("rel=\"ice-server\""))
            .count());
  }

  static Stream<Arguments> views() {
    return Stream.of(
        Arguments.of("/whep/blue", new View.ActiveSpeaker()),
        Arguments.of("/api/whep/play/blue", new View.ActiveSpeaker()),
        Arguments.of("/whep/blue?view=speaker", new View.ActiveSpeaker()),
        Arguments.of("/whep/blue?view=stage", new View.Stage(4)),
        Arguments.of("/whep/blue?view=stage&n=9", new View.Stage(9)),
        Arguments.of("/whep/blue/anna", new View.Publisher(new ParticipantId("anna"))),
        Arguments.of("/whep/blue?participant=anna", new View.Publisher(new ParticipantId("anna"))));
  }

  @ParameterizedTest
  @MethodSource("views")
  void showsTheViewAskedFor(String path, View view) {
    assertEquals(201, fixture.post(path, offer(CHROMIUM)).statusCode());

    RoomCommand.Join join = fixture.rooms.next(RoomCommand.Join.class);
    assertEquals(Membership.viewer(view), join.membership());
    assertEquals(List.of(), join.tracks());
    assertTrue(join.participant().value().matches("viewer-[A-Za-z0-9_-]{22}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/whep/blue?view=everything",
        "/whep/blue?view=stage&n=0",
        "/whep/blue?view=stage&n=17",
        "/whep/blue?view=stage&n=many",
        "/whep/blue/a.b",
        "/whep/a.b",
      })
  void refusesViewsThatAreNone(String path) {
    assertEquals(400, fixture.post(path, offer(CHROMIUM)).statusCode());
    assertTrue(fixture.rooms.quiet());
  }

  @Test
  void tellsPlayersThatComeTooEarlyToComeAgain() {
    HttpResponse<String> absent = fixture.post("/whep/absent", offer(CHROMIUM));
    assertEquals(0, fixture.rooms.openings(), "a viewer makes no room");
    fixture.refuseJoins(RoomErrorCode.NO_ACTIVE_PUBLISHER);
    HttpResponse<String> silent = fixture.post("/whep/blue", offer(CHROMIUM));

    for (HttpResponse<String> response : List.of(absent, silent)) {
      assertEquals(409, response.statusCode());
      assertEquals("2", header(response, "Retry-After"));
      assertEquals("{\"error\":\"no active publisher in room\"}", response.body());
    }
  }

  @Test
  void tellsPlayersWhenTheRoomHasEnoughOfThem() {
    fixture.refuseJoins(RoomErrorCode.SUBSCRIBER_LIMIT);
    HttpResponse<String> response = fixture.post("/whep/blue", offer(CHROMIUM));

    assertEquals(403, response.statusCode());
    assertEquals("{\"error\":\"subscriber limit reached\"}", response.body());
  }

  @Test
  void wantsTheRoomsToken() {
    HttpResponse<String> response = fixture.post("/whep/locked", offer(CHROMIUM));
    assertEquals(401, response.statusCode());
    assertEquals("Bearer", header(response, "WWW-Authenticate"));
    assertEquals(
        201,
        fixture
            .post("/whep/locked", offer(CHROMIUM), "Authorization", "Bearer s3cret")
            .statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=sendonly", "a=inactive"})
  void refusesDirectionsThatAreNoPlayers(String direction) {
    String text = offer(CHROMIUM).replace("a=recvonly", direction);
    HttpResponse<String> response = fixture.post("/whep/blue", text);
    assertEquals(422, response.statusCode());
    assertEquals("{\"error\":\"a player must offer recvonly or sendrecv\"}", response.body());
  }

  @Test
  void showsOneOfAKindExceptOnTheStage() {
    String text = offer(CHROMIUM);
    String video = text.substring(text.indexOf("m=video")).replace("a=mid:1", "a=mid:2");
    String three = text.replace("BUNDLE 0 1", "BUNDLE 0 1 2") + video;

    assertEquals(422, fixture.post("/whep/blue", three).statusCode());
    assertEquals(422, fixture.post("/whep/blue?view=stage&n=1", three).statusCode());
    assertEquals(201, fixture.post("/whep/blue?view=stage&n=2", three).statusCode());
  }

  @Test
  void leavesOutWhatItDoesNotHave() {
    String text =
        offer(CHROMIUM).replace("BUNDLE 0 1", "BUNDLE 0 1 2")
            + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\na=sctp-port:5000\r\n";
    HttpResponse<String> response = fixture.post("/whep/blue", text);

    assertEquals(201, response.statusCode(), response::body);
    assertEquals("m=application 0 UDP/DTLS/SCTP webrtc-datachannel", lines(response, "m=").get(2));
    assertEquals(List.of("a=group:BUNDLE 0 1"), lines(response, "a=group:BUNDLE"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "GET"})
  void tellsWhatItIs(String method) {
    HttpResponse<String> response = fixture.send(method, "/whep/locked", "");
    assertEquals(200, response.statusCode());
    assertEquals("application/sdp", header(response, "Content-Type"));
    assertEquals("0", header(response, "Content-Length"));
    assertEquals("", response.body());
  }

  @Test
  void restartsIceForPlayersToo() {
    HttpResponse<String> opened = fixture.post("/whep/blue", offer(CHROMIUM));
    fixture.rooms.next(RoomCommand.Join.class);
    String fragment =
        "a=ice-ufrag:newU\r\na=ice-pwd:0123456789012345678901\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n";
    HttpResponse<String> response =
        fixture.patch(header(opened, "Location"), fragment, "If-Match", "*");

    assertEquals(200, response.statusCode());
    fixture.rooms.next(RoomCommand.Renegotiate.class);
  }
}
