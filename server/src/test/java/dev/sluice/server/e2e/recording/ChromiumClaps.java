package dev.sluice.server.e2e.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.e2e.Page;
import dev.sluice.server.e2e.Poll;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Chromium, with a journal of all that its encoders made: {@code clap.js} in the page of WHIP. */
final class ChromiumClaps implements ClapPublisher {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double VIDEO_TICKS = 90_000;
  private static final long TIMESTAMPS = 1L << 32;

  private final Page page;
  private final URI endpoint;
  private final ObjectNode wishes;

  /**
   * @param mimeType the only codec to offer
   * @param grain how many specks each picture has, for frames of several packets
   */
  ChromiumClaps(Page page, URI endpoint, String mimeType, int grain) {
    this.page = page;
    this.endpoint = endpoint;
    wishes = JSON.createObjectNode().put("mimeType", mimeType).put("grain", grain);
  }

  ChromiumClaps sized(int width, int height) {
    wishes.put("width", width).put("height", height);
    return this;
  }

  @Override
  public Published publish(int pictures) {
    begin();
    awaitPictures(pictures);
    return finish();
  }

  void begin() {
    Poll.until(
        "the test page is ready", () -> page.evaluate("!!globalThis.wish"), JsonNode::asBoolean);
    JsonNode done = page.evaluate("wish.clap('%s', %s)".formatted(endpoint, wishes));
    if (done.get("status").asInt() != 201) {
      throw new AssertionError("POST: " + done + page.console());
    }
  }

  void awaitPictures(int pictures) {
    try {
      Poll.until("pictures are encoded", this::encoded, count -> count >= pictures);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + page.console(), e);
    }
  }

  void resize(int width, int height) {
    page.evaluate("wish.resizeClaps(%d, %d)".formatted(width, height));
  }

  /** Makes no more pictures; ends the session when all are sent. */
  Published finish() {
    page.evaluate("wish.stopClapping()");
    Poll.settled("all pictures are sent", this::encoded);
    List<Published.Coded> pictures = journal("video");
    List<Published.Coded> sounds = journal("audio");
    page.evaluate("wish.stop()");
    double ticks = pictures.get(pictures.size() - 1).timestamp();
    double last = ticks / Math.max(1, pictures.size() - 1);
    return new Published(pictures.size(), (ticks + last) / VIDEO_TICKS, pictures, sounds);
  }

  private int encoded() {
    return page.evaluate("wish.journal('video').length").asInt();
  }

  private List<Published.Coded> journal(String kind) {
    List<Published.Coded> sent = new ArrayList<>();
    JsonNode entries = page.evaluate("wish.journal('%s')".formatted(kind));
    for (JsonNode entry : entries) {
      long first = entries.get(0).get("timestamp").asLong();
      sent.add(
          new Published.Coded(
              Math.floorMod(entry.get("timestamp").asLong() - first, TIMESTAMPS),
              entry.path("type").asText().equals("key"),
              entry.get("crc").asText()));
    }
    return sent;
  }

  @Override
  public void kill() {
    page.close();
  }

  @Override
  public void close() {
    page.close();
  }
}
