package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.options.ColorScheme;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a token allows, in the page of a call: from listening to speaking, and out. */
@Tag("e2e")
class GrantsPageTest {

  private static final String SECRET = "a secret that nobody guesses, 32+ bytes";
  private static final String OPERATOR = "who-looks-after-it";
  private static final FakeCapture CAMERA = new FakeCapture(Colour.CYAN, 440);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /**
   * Sends a picture in a section in which nothing may be published, as a client of no page would.
   */
  private static final String SEND_NEVERTHELESS =
      """
      (async () => {
        const canvas = document.createElement('canvas');
        const paint = canvas.getContext('2d');
        setInterval(() => paint.fillRect(Math.random() * 300, 0, 9, 99), 50);
        const [track] = canvas.captureStream(15).getVideoTracks();
        const refused = await sluice.room.publish(track).then(() => '', (error) => error.code);
        const sender = sluice.room.peerConnection
          .getTransceivers()
          .find(({ direction, receiver }) => direction === 'sendonly' && receiver.track.kind === 'video').sender;
        await sender.replaceTrack(track);
        return refused;
      })()
      """;

  private static final String LEA_IS_SEEN =
      "[...sluice.room.subscriptions.values()]"
          + ".some(({ participant, kind, muted }) => participant.id === 'lea' && kind === 'video' && !muted)";

  private static final String COME_BACK =
      """
      import('/web/client/sluice.js').then(({ Room }) =>
        Room.connect('/api/ws', { room: '%s', token: '%s' }).then(() => '', (error) => error.code))
      """;

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start(Map.of("JWT_SECRET", SECRET, "ADMIN_TOKEN", OPERATOR));
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  private static String token(String room, String identity, List<String> publish) {
    long now = Instant.now().getEpochSecond();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .subject(identity)
            .jwtID(UUID.randomUUID().toString())
            .claim("room", room)
            .claim("publish", publish)
            .claim("subscribe", true)
            .claim("iat", now)
            .claim("exp", now + 600)
            .build();
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      jwt.sign(new MACSigner(SECRET));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return jwt.serialize();
  }

  private static ProductPage inCall(String room, String name, String token, int hue) {
    URI address =
        server
            .url()
            .resolve("/web/?autojoin=1&room=%s&name=%s#token=%s".formatted(room, name, token));
    ProductPage page =
        new ProductPage(
            name,
            browsers.window(
                address, CAMERA, Screenshots.desktop(ColorScheme.DARK), Screenshots.portrait(hue)));
    page.until(
        "is in the call",
        "window.sluice?.room?.state ?? document.body.innerText",
        state -> state.asText().equals("connected"));
    return page;
  }

  private static int order(String room, String participant, String order) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(
                      server
                          .url()
                          .resolve(
                              "/api/admin/rooms/%s/participants/%s/%s"
                                  .formatted(room, participant, order)))
                  .header("Authorization", "Bearer " + OPERATOR)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new IllegalStateException("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Test
  void fromListeningToSpeakingAndOut() {
    String room = server.newRoom("stage");
    String listening = token(room, "lea", List.of());
    try (ProductPage sam = inCall(room, "Sam", token(room, "sam", List.of("audio", "video")), 20);
        ProductPage lea = inCall(room, "Lea", listening, 205)) {
      mayNotPublish(lea, sam);
      mayPublishWithAnotherToken(lea, sam, room);
      isMutedByTheOperator(lea, sam, room);
      staysOut(lea, room, listening);
    }
  }

  private static void mayNotPublish(ProductPage lea, ProductPage sam) {
    assertFalse(lea.shows("camera"));
    assertFalse(lea.shows("mute"));
    assertFalse(lea.shows("share"));
    assertEquals("forbidden", lea.page().evaluate(SEND_NEVERTHELESS).asText());
    lea.until(
        "sends what nobody wants",
        """
        sluice.room.peerConnection.getStats().then((stats) => [...stats.values()]
          .filter(({ type, kind }) => type === 'outbound-rtp' && kind === 'video')
          .reduce((sum, { packetsSent }) => sum + packetsSent, 0))
        """,
        packets -> packets.asInt() > 20);
    assertEquals(
        0, sam.page().evaluate("sluice.room.participants.get('lea').tracks.length").asInt());
    assertFalse(sam.page().evaluate(LEA_IS_SEEN).asBoolean());
  }

  private static void mayPublishWithAnotherToken(ProductPage lea, ProductPage sam, String room) {
    String speaking = token(room, "lea", List.of("audio", "video"));
    lea.page().evaluate("sluice.room.refreshToken('%s')".formatted(speaking));
    lea.untilItShows("camera");
    lea.click("camera");
    sam.until("sees Lea", LEA_IS_SEEN, JsonNode::asBoolean);
  }

  private static void isMutedByTheOperator(ProductPage lea, ProductPage sam, String room) {
    assertEquals(200, order(room, "lea", "mute"));
    sam.until("sees Lea no more", LEA_IS_SEEN, seen -> !seen.asBoolean());
    lea.until(
        "knows why",
        "sluice.room.publications.length > 0"
            + " && sluice.room.publications.every((each) => each.mutedByOperator)",
        JsonNode::asBoolean);
    lea.click("camera");
    lea.untilItSays("toasts", "looks after this room");
    assertFalse(sam.page().evaluate(LEA_IS_SEEN).asBoolean());
    assertEquals(200, order(room, "lea", "unmute"));
    lea.until(
        "may speak again",
        "sluice.room.publications.every((each) => !each.mutedByOperator)",
        JsonNode::asBoolean);
    lea.click("camera");
    sam.until("sees Lea again", LEA_IS_SEEN, JsonNode::asBoolean);
  }

  private static void staysOut(ProductPage lea, String room, String listening) {
    assertEquals(200, order(room, "lea", "kick"));
    lea.untilItSays("notice-title", "You were removed");
    assertFalse(lea.shows("notice-retry"));
    String code = lea.page().evaluate(COME_BACK.formatted(room, listening)).asText();
    assertTrue(List.of("forbidden", "unauthorized").contains(code), code);
  }
}
