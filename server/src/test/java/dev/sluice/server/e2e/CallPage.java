package dev.sluice.server.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/** The call page with somebody in a call, or about to be. */
final class CallPage implements AutoCloseable {

  /** Tiles that show a picture; those out of view count too. */
  private static final String PICTURES =
      "[...document.querySelectorAll('.tile--picture')].filter((tile) => !tile.hidden).length";

  private final ProductPage parts;

  CallPage(String name, Page page) {
    this.parts = new ProductPage(name, page);
  }

  /** Joins by itself. */
  static URI address(URI server, String room, String name) {
    return server.resolve("/web/?room=%s&name=%s&autojoin=1".formatted(room, name));
  }

  ProductPage parts() {
    return parts;
  }

  JsonNode evaluate(String expression) {
    return parts.page().evaluate(expression);
  }

  /** Waits until so many people are seen, oneself among them. */
  CallPage seesPictures(int count) {
    parts.until("shows %d pictures".formatted(count), PICTURES, seen -> seen.asInt() == count);
    return this;
  }

  /** Waits for more pictures of somebody else's than are decoded now. */
  void decodesMore() {
    long now = decoded();
    parts.until("decodes more", FRAMES, seen -> seen.asLong() > now + 10);
  }

  private static final String FRAMES =
      "sluice.room.peerConnection.getStats().then((report) => [...report.values()]"
          + ".filter((entry) => entry.type === 'inbound-rtp' && entry.kind === 'video')"
          + ".reduce((sum, entry) => sum + (entry.framesDecoded ?? 0), 0))";

  private long decoded() {
    return evaluate(FRAMES).asLong();
  }

  int tiles() {
    return evaluate("document.querySelectorAll('[data-testid=tile]').length").asInt();
  }

  /** A part of somebody's tile, as a JavaScript expression. */
  static String tilePart(String name, String part) {
    return ("[...document.querySelectorAll('[data-testid=tile]')]"
            + ".find((tile) => tile.querySelector('[data-testid=tile-name]').textContent === '%s')"
            + "?.querySelector('[data-testid=%s]')")
        .formatted(name, part);
  }

  void untilTheBannerIsGone() {
    parts.until(
        "says nothing any more",
        "document.querySelector('[data-testid=banner]').hidden && sluice.room?.state ==="
            + " 'connected'",
        JsonNode::asBoolean);
  }

  @Override
  public void close() {
    parts.close();
  }
}
