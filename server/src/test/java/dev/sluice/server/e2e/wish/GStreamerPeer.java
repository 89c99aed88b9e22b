package dev.sluice.server.e2e.wish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import java.net.URI;

/** {@code gstreamer.py}. */
final class GStreamerPeer implements Viewer, Publisher {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double HZ_TOLERANCE = 12;

  private final PeerProgram program;

  private GStreamerPeer(PeerProgram program) {
    this.program = program;
    program.await("answered");
  }

  /**
   * Publishes; a keyframe comes only when it is asked for one.
   *
   * @param codec {@code H264} or {@code VP8}
   */
  static GStreamerPeer publishing(URI endpoint, String codec, FakeCapture capture) {
    ObjectNode wishes = wishes("publish", endpoint).put("codec", codec);
    wishes.put("rgb", capture.colour().css().substring(1)).put("hz", capture.hz());
    return new GStreamerPeer(PeerTools.gstreamer(wishes.toString()));
  }

  static GStreamerPeer watching(URI endpoint) {
    return new GStreamerPeer(PeerTools.gstreamer(wishes("watch", endpoint).toString()));
  }

  private static ObjectNode wishes(String verb, URI endpoint) {
    return JSON.createObjectNode().put("do", verb).put("url", endpoint.toString());
  }

  /** What was negotiated: {@code offered} and {@code accepted} codecs. */
  JsonNode answered() {
    return program.await("answered");
  }

  @Override
  public void sees(Colour colour) {
    program.awaitReport(
        "sees " + colour,
        report -> {
          JsonNode seen = report.get("rgb");
          return colour.matches(seen.get(0).asInt(), seen.get(1).asInt(), seen.get(2).asInt());
        });
  }

  @Override
  public void hears(int hz) {
    program.awaitReport(
        "hears %d Hz".formatted(hz),
        report -> Math.abs(report.get("hz").asDouble() - hz) <= HZ_TOLERANCE);
  }

  @Override
  public void seesMore(int frames) {
    long now = program.report().map(report -> report.get("frames").asLong()).orElse(0L);
    program.awaitReport(
        "decodes %d frames more than %d".formatted(frames, now),
        report -> report.get("frames").asLong() >= now + frames);
  }

  @Override
  public long firstFrameMillis() {
    return program.await("frame").get("millis").asLong();
  }

  @Override
  public void kill() {
    program.kill();
  }

  @Override
  public void close() {
    program.closeSession();
  }
}
