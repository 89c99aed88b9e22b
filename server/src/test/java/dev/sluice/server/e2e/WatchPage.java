package dev.sluice.server.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;

/** The watch page and what it shows, measured. */
final class WatchPage implements AutoCloseable {

  private static final double HZ_TOLERANCE = 12;
  private static final String MEASURES = "import('/web/e2e/watched.js')";

  /**
   * JavaScript that keeps a page silent until somebody touches it. The browser's own rule cannot be
   * had here: what the driver evaluates counts as a touch.
   */
  static final String NO_SOUND_UNTOUCHED =
      """
      let touched = false;
      addEventListener('pointerdown', () => (touched = true), true);
      const { play } = HTMLMediaElement.prototype;
      HTMLMediaElement.prototype.play = function () {
        return touched || this.muted
          ? play.call(this)
          : Promise.reject(new DOMException('nobody touched the page', 'NotAllowedError'));
      };
      """;

  private final ProductPage parts;

  WatchPage(Page page) {
    this.parts = new ProductPage("the watch page", page);
  }

  static URI address(ServerFixture server, String room, String more) {
    return server.url().resolve("/web/watch.html?room=" + room + more);
  }

  ProductPage parts() {
    return parts;
  }

  JsonNode evaluate(String expression) {
    return parts.page().evaluate(expression);
  }

  void untilState(String state) {
    parts.until(
        "is " + state,
        "document.querySelector('[data-testid=watch]').dataset.state",
        seen -> seen.asText().equals(state));
  }

  /** The first picture, or the only one. */
  void sees(Colour colour) {
    parts.until(
        "sees " + colour, pictures(), seen -> seen.size() > 0 && shows(seen.get(0), colour));
  }

  /** All of them, in any order. */
  void seesAll(Colour... colours) {
    parts.until(
        "sees " + List.of(colours),
        pictures(),
        seen -> {
          for (Colour colour : colours) {
            boolean found = false;
            for (JsonNode picture : seen) {
              found |= shows(picture, colour);
            }
            if (!found) {
              return false;
            }
          }
          return seen.size() == colours.length;
        });
  }

  private static String pictures() {
    return MEASURES + ".then((watched) => watched.watchedPictures())";
  }

  private static boolean shows(JsonNode picture, Colour colour) {
    return !picture.isNull()
        && colour.matches(
            picture.get("red").asInt(), picture.get("green").asInt(), picture.get("blue").asInt());
  }

  void hears(int hz) {
    parts.until(
        "hears %d Hz".formatted(hz),
        MEASURES + ".then((watched) => watched.watchedTone())",
        heard -> !heard.isNull() && Math.abs(heard.get("hz").asDouble() - hz) <= HZ_TOLERANCE);
  }

  void untilWidth(int width) {
    parts.until(
        "is %d pixels wide".formatted(width),
        pictures(),
        seen -> seen.size() > 0 && seen.get(0).path("width").asInt() == width);
  }

  /** So many more pictures than now. */
  void decodesMore(int frames) {
    long now = decoded(evaluate(frames()));
    parts.until(
        "decodes %d more than %d pictures".formatted(frames, now),
        frames(),
        seen -> decoded(seen) >= now + frames);
  }

  private static String frames() {
    return "sluice.player.peerConnection?.getStats().then((report) => [...report.values()]"
        + ".find((entry) => entry.type === 'inbound-rtp' && entry.kind === 'video')?.framesDecoded)";
  }

  private static long decoded(JsonNode count) {
    return count.isNull() ? 0 : count.asLong();
  }

  /** The URL of the session. */
  String session() {
    return evaluate("sluice.player.sessionUrl").asText();
  }

  @Override
  public void close() {
    parts.close();
  }
}
