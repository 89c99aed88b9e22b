package dev.sluice.server.e2e.wish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Page;
import dev.sluice.server.e2e.Poll;
import java.net.URI;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/** A browser without our client: {@code web/e2e/wish.js} seen from Java. */
final class BrowserPeer implements Viewer, Publisher {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double HZ_TOLERANCE = 12;
  private static final int CREATED = 201;

  private final Page page;
  private boolean killed;

  private BrowserPeer(Page page) {
    this.page = page;
  }

  /**
   * Publishes what the page paints.
   *
   * @param mimeType the only codec to offer
   */
  static BrowserPeer publishing(Page page, URI endpoint, String mimeType, FakeCapture capture) {
    ObjectNode wishes =
        JSON.createObjectNode()
            .put("mimeType", mimeType)
            .put("colour", capture.colour().css())
            .put("hz", capture.hz())
            .put("width", capture.width())
            .put("height", capture.height());
    return begin(page, "wish.publish('%s', %s)".formatted(endpoint, wishes));
  }

  static BrowserPeer watching(Page page, URI endpoint) {
    return begin(page, "wish.play('%s')".formatted(endpoint));
  }

  private static BrowserPeer begin(Page page, String call) {
    Poll.until(
        "the test page is ready", () -> page.evaluate("!!globalThis.wish"), JsonNode::asBoolean);
    JsonNode done = page.evaluate(call);
    if (done.get("status").asInt() != CREATED) {
      page.close();
      throw new AssertionError("POST: " + done);
    }
    return new BrowserPeer(page);
  }

  /** Looks until what the page says of itself is good. */
  JsonNode until(String what, String call, Predicate<JsonNode> good) {
    try {
      return Poll.until("the page " + what, () -> page.evaluate(call), good);
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s%nstate %s, video %s%n%s"
              .formatted(
                  e.getMessage(),
                  page.evaluate("wish.state()"),
                  page.evaluate("wish.video()"),
                  page.console()),
          e);
    }
  }

  @Override
  public void sees(Colour colour) {
    until(
        "sees " + colour,
        "wish.picture()",
        seen ->
            !seen.isNull()
                && colour.matches(
                    seen.get("red").asInt(), seen.get("green").asInt(), seen.get("blue").asInt()));
  }

  @Override
  public void hears(int hz) {
    until(
        "hears %d Hz".formatted(hz),
        "wish.tone()",
        heard -> !heard.isNull() && Math.abs(heard.get("hz").asDouble() - hz) <= HZ_TOLERANCE);
  }

  @Override
  public void seesMore(int more) {
    long now = page.evaluate("wish.framesDecoded()").asLong();
    awaitFrames("beyond %d and %d more".formatted(now, more), frames -> frames >= now + more);
  }

  /** Waits until so many frames were decoded in all. */
  void awaitFrames(String what, LongPredicate good) {
    until("decodes frames " + what, "wish.framesDecoded()", frames -> good.test(frames.asLong()));
  }

  long keyFramesDecoded() {
    return page.evaluate("wish.video()").get("keyFramesDecoded").asLong();
  }

  @Override
  public long firstFrameMillis() {
    return until("has a first frame", "wish.firstFrameMillis()", first -> !first.isNull()).asLong();
  }

  /** Closes the page: the browser sends nothing more, and no DELETE. */
  @Override
  public void kill() {
    killed = true;
    page.close();
  }

  @Override
  public void close() {
    if (!killed) {
      try {
        page.evaluate("wish.stop()");
      } finally {
        page.close();
      }
    }
  }
}
