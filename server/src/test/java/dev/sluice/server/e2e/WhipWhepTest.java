package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One browser publishes by WHIP, another watches by WHEP, and a third is in the room. */
@Tag("e2e")
class WhipWhepTest {

  private static final FakeCapture UNUSED = new FakeCapture(Colour.BLACK, 440);
  private static final String LOCKED = "locked";

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start(Map.of("ROOM_TOKENS", LOCKED + ":s3cret"));
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  private static Page page() {
    Page page =
        browsers.page(server.url().resolve("/web/e2e/wish.html"), browsers.executable(), UNUSED);
    Poll.until("the page is ready", () -> page.evaluate("!!globalThis.wish"), JsonNode::asBoolean);
    return page;
  }

  private static void publish(Page page, String path, Colour colour) {
    JsonNode done =
        page.evaluate("wish.publish('%s', {colour: '%s', hz: 440})".formatted(path, colour.css()));
    assertEquals(201, done.get("status").asInt(), done::toString);
  }

  private static JsonNode play(Page page, String path) {
    return page.evaluate("wish.play('%s')".formatted(path));
  }

  private static void sees(Page page, Colour colour) {
    Poll.until(
        "sees " + colour,
        () -> page.evaluate("wish.picture()"),
        seen ->
            !seen.isNull()
                && colour.matches(
                    seen.get("red").asInt(), seen.get("green").asInt(), seen.get("blue").asInt()));
  }

  private static void decodesMore(Page page, int frames) {
    long now = page.evaluate("wish.framesDecoded()").asLong();
    Poll.until(
        "decodes %d more than %d frames".formatted(frames, now),
        () -> page.evaluate("wish.framesDecoded()").asLong(),
        decoded -> decoded >= now + frames);
  }

  @Test
  void aViewerSeesWhatAPublisherShows() {
    String room = server.newRoom("wish");
    try (Page publisher = page();
        Page viewer = page()) {
      publish(publisher, "/whip/" + room, Colour.GREEN);
      assertEquals(201, play(viewer, "/whep/" + room).get("status").asInt());
      sees(viewer, Colour.GREEN);
      decodesMore(viewer, 15);
      assertEquals(200, viewer.evaluate("wish.stop()").get("status").asInt());
      assertEquals(200, publisher.evaluate("wish.stop()").get("status").asInt());
      Poll.until("the room is gone", () -> server.rooms().toString(), it -> !it.contains(room));
    }
  }

  @Test
  void aParticipantOfTheRoomSeesThePublisherAndIsSeenByViewers() {
    String room = server.newRoom("wish");
    try (Page publisher = page();
        Page viewer = page()) {
      publish(publisher, "/whip/" + room + "/camera?name=Camera", Colour.RED);
      FakeCapture ben = new FakeCapture(Colour.BLUE, 1000);
      try (Peer peer =
          Peer.joining(room, "Ben").with("identity", "ben").in(browsers.page(server, ben))) {
        peer.sees("Camera", Colour.RED);
        JsonNode done = play(viewer, "/whep/" + room + "/ben");
        assertEquals(201, done.get("status").asInt(), done::toString);
        sees(viewer, Colour.BLUE);
      }
    }
  }

  @Test
  void aViewerGoesOnSeeingAfterAnIceRestart() {
    String room = server.newRoom("wish");
    try (Page publisher = page();
        Page viewer = page()) {
      publish(publisher, "/whip/" + room, Colour.CYAN);
      play(viewer, "/whep/" + room);
      sees(viewer, Colour.CYAN);
      for (Page page : new Page[] {viewer, publisher}) {
        JsonNode restarted = page.evaluate("wish.restartIce()");
        assertEquals(200, restarted.get("status").asInt(), restarted::toString);
        assertTrue(restarted.get("changed").asBoolean(), "a new entity tag");
        Poll.until(
            "ICE runs with the new credentials",
            () -> page.evaluate("wish.usedUfrag()").asText(),
            restarted.get("ufrag").asText()::equals);
        decodesMore(viewer, 15);
      }
    }
  }

  @Test
  void thePublisherWhoComesAgainTakesOver() {
    String room = server.newRoom("wish");
    try (Page first = page();
        Page second = page();
        Page viewer = page()) {
      publish(first, "/whip/" + room, Colour.YELLOW);
      play(viewer, "/whep/" + room);
      sees(viewer, Colour.YELLOW);
      publish(second, "/whip/" + room, Colour.MAGENTA);
      sees(viewer, Colour.MAGENTA);
      assertEquals(200, first.evaluate("wish.stop()").get("status").asInt());
      assertEquals(404, first.evaluate("wish.stop()").get("status").asInt());
      sees(viewer, Colour.MAGENTA);
    }
  }

  @Test
  void thoseWithoutATokenAndThoseWhoComeTooEarlyAreTold() {
    try (Page page = page()) {
      assertEquals(401, play(page, "/whep/" + LOCKED).get("status").asInt());
      JsonNode early = play(page, "/whep/" + server.newRoom("early"));
      assertEquals(409, early.get("status").asInt());
      assertEquals("{\"error\":\"no active publisher in room\"}", early.get("body").asText());
    }
  }
}
