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

  /** Opus packets of 20 ms. */
  static final double SOUNDS_PER_SECOND = 50;

  private static final double VIDEO_TICKS = 90_000;
  private static final int SPECKS = 400;
  private static final long TIMESTAMPS = 1L << 32;

  private final Page page;
  private final URI endpoint;
  private final ObjectNode wishes = JSON.createObjectNode();

  /** In whatever codec is accepted first, unless {@link #in} says another. */
  ChromiumClaps(Page page, URI endpoint) {
    this.page = page;
    this.endpoint = endpoint;
  }

  /** Offers only this codec, such as {@code video/VP8}. */
  ChromiumClaps in(String mimeType) {
    wishes.put("mimeType", mimeType);
    return this;
  }

  ChromiumClaps sized(int width, int height) {
    wishes.put("width", width).put("height", height);
    return this;
  }

  /** With so many specks in each picture that frames take several packets. */
  ChromiumClaps withGrain() {
    wishes.put("grain", SPECKS);
    return this;
  }

  /** In two sizes, {@code f} as it is and {@code h} half as wide. */
  ChromiumClaps inTwoSizes() {
    wishes.putArray("rids").add("f").add("h");
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

  /** Waits until so many more pictures were encoded. */
  void awaitMorePictures(int pictures) {
    awaitPictures(encoded() + pictures);
  }

  /** Stops or resumes an encoding. */
  void setActive(String rid, boolean active) {
    page.evaluate("wish.change('%s', { active: %s })".formatted(rid, active));
  }

  void resize(int width, int height) {
    page.evaluate("wish.resizeClaps(%d, %d)".formatted(width, height));
  }

  /** Makes no more pictures; ends the session when all are sent. */
  Published finish() {
    page.evaluate("wish.stopClapping()");
    Poll.settled("all pictures are sent", this::encoded);
    page.evaluate("wish.stop()");
    return sentSoFar();
  }

  Published sentSoFar() {
    List<Published.Coded> pictures = journal("video");
    List<Published.Coded> sounds = journal("audio");
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
