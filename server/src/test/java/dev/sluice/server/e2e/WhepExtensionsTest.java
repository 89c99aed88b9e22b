package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A player that listens to events, chooses layers and takes counter-offers, in Chromium. */
@Tag("e2e")
class WhepExtensionsTest {

  private static final FakeCapture UNUSED = new FakeCapture(Colour.BLACK, 440);
  private static final String EVENTS =
      "['active', 'inactive', 'layers', 'viewercount', 'reconnect']";

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start(Map.of());
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

  private static int status(Page page, String expression) {
    JsonNode done = page.evaluate(expression);
    return done.get("status").asInt();
  }

  private static void publishSimulcast(Page page, String room, Colour colour) {
    String options =
        "{colour: '%s', hz: 440, width: 960, height: 540, rids: ['h', 'm', 'l']}"
            .formatted(colour.css());
    assertEquals(201, status(page, "wish.publish('/whip/%s', %s)".formatted(room, options)));
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

  private static void seesWidth(Page page, int width) {
    Poll.until(
        "sees a picture " + width + " wide",
        () -> page.evaluate("wish.picture()"),
        seen -> !seen.isNull() && seen.get("width").asInt() == width);
  }

  /** The data of the last event of this name. */
  private static JsonNode last(Page page, String name) {
    return page.evaluate(
        "wish.events().filter((it) => it.name === '%s').at(-1)?.data ?? null".formatted(name));
  }

  private static void lastOf(Page page, String oneName, String other, String wanted) {
    Poll.until(
        "is told " + wanted,
        () ->
            page.evaluate(
                "wish.events().filter((it) => ['%s', '%s'].includes(it.name)).at(-1)?.name ?? ''"
                    .formatted(oneName, other)),
        name -> name.asText().equals(wanted));
  }

  @Test
  void aPlayerIsToldWhatHappensAndChoosesLayers() {
    String room = server.newRoom("events");
    try (Page publisher = page();
        Page again = page();
        Page viewer = page()) {
      publishSimulcast(publisher, room, Colour.GREEN);
      assertEquals(201, status(viewer, "wish.play('/whep/" + room + "')"));
      assertEquals(201, status(viewer, "wish.listen(" + EVENTS + ")"));
      sees(viewer, Colour.GREEN);
      lastOf(viewer, "active", "inactive", "active");
      Poll.until(
          "is told three layers that flow, and their sizes",
          () -> last(viewer, "layers"),
          layers -> countFlowing(layers.path("1")) == 3);
      Poll.until(
          "is told that it is alone",
          () -> last(viewer, "viewercount"),
          count -> count.path("viewercount").asInt() == 1);

      assertEquals(200, status(viewer, "wish.chooseLayer({mediaId: '1', rid: 'l'})"));
      seesWidth(viewer, 240);
      assertEquals(200, status(viewer, "wish.chooseLayer({rid: 'h'})"));
      seesWidth(viewer, 960);
      assertEquals(200, status(viewer, "wish.chooseLayer({maxWidth: 500})"));
      seesWidth(viewer, 480);
      assertEquals(200, status(viewer, "wish.chooseLayer({mediaId: '1'})"));
      seesWidth(viewer, 960);
      assertEquals(422, status(viewer, "wish.chooseLayer({rid: 'nowhere'})"));

      assertEquals(200, status(publisher, "wish.stop()"));
      lastOf(viewer, "active", "inactive", "inactive");
      publishSimulcast(again, room, Colour.BLUE);
      lastOf(viewer, "active", "inactive", "active");
      sees(viewer, Colour.BLUE);
    }
  }

  private static long countFlowing(JsonNode layers) {
    long flowing = 0;
    for (JsonNode layer : layers) {
      boolean flows = layer.path("bitrate").asLong() > 0 && layer.path("width").asInt() > 0;
      flowing += flows && layer.has("rid") ? 1 : 0;
    }
    return flowing;
  }

  @Test
  void aPlayerThatOfferedTheWrongCodecTakesWhatTheServerOffers() {
    String room = server.newRoom("counter");
    try (Page publisher = page();
        Page viewer = page()) {
      String options = "{colour: '%s', mimeType: 'video/VP9'}".formatted(Colour.RED.css());
      assertEquals(201, status(publisher, "wish.publish('/whip/%s', %s)".formatted(room, options)));
      JsonNode played =
          viewer.evaluate("wish.play('/whep/%s', {mimeType: 'video/VP8'})".formatted(room));
      assertEquals(406, played.get("status").asInt(), played::toString);
      assertEquals(204, played.path("answered").asInt(), played::toString);
      sees(viewer, Colour.RED);
      assertEquals(200, status(viewer, "wish.stop()"));
    }
  }
}
