package dev.sluice.server.e2e.wish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.e2e.FakeCapture;
import java.net.URI;
import java.util.List;

/** {@code node-whip.cjs}: the whip-whep library, which trickles and restarts ICE by PATCH. */
final class NodePublisher implements Publisher {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PeerProgram program;

  private NodePublisher(PeerProgram program) {
    this.program = program;
  }

  /** Publishes VP8 and Opus; connected when this returns. */
  static NodePublisher publishing(URI endpoint, FakeCapture capture) {
    byte[] yuv = capture.colour().yuv();
    ObjectNode wishes = JSON.createObjectNode().put("url", endpoint.toString());
    wishes.put("hz", capture.hz());
    wishes.putArray("yuv").add(yuv[0] & 0xff).add(yuv[1] & 0xff).add(yuv[2] & 0xff);
    NodePublisher publisher =
        new NodePublisher(PeerTools.node("node-whip.cjs", "whip-whep", wishes.toString()));
    publisher.program.await("connected");
    return publisher;
  }

  /** The answers to its requests of this method so far, as it noted them. */
  List<JsonNode> requests(String method) {
    return program.events().stream()
        .filter(event -> event.path("request").asText().equals(method))
        .toList();
  }

  JsonNode awaitRequest(String method) {
    return program.await(
        "requests " + method, event -> event.path("request").asText().equals(method));
  }

  /** Restarts ICE; done when this returns. */
  void restartIce() {
    program.tell("{\"restart\":true}");
    program.await("restarted");
  }

  @Override
  public void kill() {
    program.kill();
  }

  @Override
  public void close() {
    program.close();
  }
}
