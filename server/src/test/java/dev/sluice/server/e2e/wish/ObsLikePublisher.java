package dev.sluice.server.e2e.wish;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.e2e.FakeCapture;
import java.net.URI;

/** {@code obs-like.cjs}: libdatachannel with OBS's offer. Makes no keyframe when asked for one. */
final class ObsLikePublisher implements Publisher {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PeerProgram program;

  private ObsLikePublisher(PeerProgram program) {
    this.program = program;
  }

  /**
   * Publishes; connected when this returns.
   *
   * @param keyframeInterval in frames, of which there are {@link MediaFiles#FRAMES_PER_SECOND}
   * @param layers one, or several for simulcast with the largest first, as OBS orders them; the
   *     first says what is heard
   */
  static ObsLikePublisher publishing(URI endpoint, int keyframeInterval, FakeCapture... layers) {
    ObjectNode wishes = JSON.createObjectNode().put("url", endpoint.toString());
    wishes.put("audio", MediaFiles.opusFile(layers[0].hz()).toString());
    ArrayNode files = wishes.putArray("layers");
    for (FakeCapture layer : layers) {
      files.add(MediaFiles.h264File(layer, keyframeInterval).toString());
    }
    ObsLikePublisher publisher =
        new ObsLikePublisher(PeerTools.node("obs-like.cjs", "node-datachannel", wishes.toString()));
    publisher.program.await("connected");
    return publisher;
  }

  /** Stops or resumes sending a layer, without a word about it. */
  void setLayerActive(int layer, boolean active) {
    program.tell(JSON.createObjectNode().put("layer", layer).put("active", active).toString());
  }

  boolean isAlive() {
    return program.isAlive();
  }

  /** Waits until it found itself disconnected and gave up, as OBS does before it begins anew. */
  void givesUp() {
    program.await("gives up", event -> event.has("error"));
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
