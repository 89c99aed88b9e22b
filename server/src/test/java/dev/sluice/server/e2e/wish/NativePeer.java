package dev.sluice.server.e2e.wish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.libwebrtc.PeerProcess;
import java.net.URI;
import java.util.function.Predicate;

/** webrtc-java, in a process of its own. */
final class NativePeer implements Viewer, Publisher {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double HZ_TOLERANCE = 5;
  private static final double AUDIBLE_RMS = 1500;

  private final PeerProcess process;
  private boolean killed;

  private NativePeer(PeerProcess process) {
    this.process = process;
  }

  /**
   * Publishes a picture and a tone.
   *
   * @param codec the only one to offer, such as {@code VP8}
   */
  static NativePeer publishing(URI endpoint, String codec, FakeCapture capture) {
    byte[] yuv = capture.colour().yuv();
    ObjectNode wishes = JSON.createObjectNode().put("url", endpoint.toString());
    wishes.put("codec", codec).put("hz", capture.hz());
    wishes.putArray("yuv").add(yuv[0] & 0xff).add(yuv[1] & 0xff).add(yuv[2] & 0xff);
    return begin("whip", wishes);
  }

  static NativePeer watching(URI endpoint) {
    return begin("whep", JSON.createObjectNode().put("url", endpoint.toString()));
  }

  private static NativePeer begin(String verb, ObjectNode wishes) {
    NativePeer peer = new NativePeer(new PeerProcess(PeerProcess.JAVA));
    try {
      peer.process.ask(verb, wishes);
      return peer;
    } catch (AssertionError e) {
      peer.process.close();
      throw e;
    }
  }

  private JsonNode until(String what, Predicate<JsonNode> good) {
    try {
      return Poll.until(
          "webrtc-java " + what, () -> process.ask("lookAtWish", JSON.createObjectNode()), good);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + process.lately(), e);
    }
  }

  @Override
  public void sees(Colour colour) {
    until(
        "sees " + colour,
        view -> {
          JsonNode seen = view.path("picture");
          return seen.path("frames").asLong() > 0
              && colour.matches(
                  seen.get("red").asInt(), seen.get("green").asInt(), seen.get("blue").asInt());
        });
  }

  @Override
  public void hears(int hz) {
    until(
        "hears %d Hz".formatted(hz),
        view ->
            view.path("tone").path("rms").asDouble() > AUDIBLE_RMS
                && Math.abs(view.get("tone").get("hz").asDouble() - hz) < HZ_TOLERANCE);
  }

  @Override
  public void seesMore(int frames) {
    long now = frames(until("looks", view -> true));
    until(
        "sees %d frames more than %d".formatted(frames, now), view -> frames(view) >= now + frames);
  }

  private static long frames(JsonNode view) {
    return view.path("picture").path("frames").asLong();
  }

  @Override
  public long firstFrameMillis() {
    return until("has a first frame", view -> view.has("firstFrameMillis"))
        .get("firstFrameMillis")
        .asLong();
  }

  @Override
  public void kill() {
    killed = true;
    process.kill();
  }

  @Override
  public void close() {
    if (!killed) {
      try {
        process.ask("endWish", JSON.createObjectNode());
      } finally {
        process.close();
      }
    }
  }
}
