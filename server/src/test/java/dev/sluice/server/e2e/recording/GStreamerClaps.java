package dev.sluice.server.e2e.recording;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.e2e.wish.PeerProgram;
import dev.sluice.server.e2e.wish.PeerTools;
import java.net.URI;
import java.util.Optional;

/** {@code gstreamer.py}: keyframes only when asked for one. */
final class GStreamerClaps implements ClapPublisher {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI endpoint;
  private final String codec;
  private Optional<PeerProgram> program = Optional.empty();

  /**
   * @param codec {@code H264}, {@code VP8} or {@code VP9}
   */
  GStreamerClaps(URI endpoint, String codec) {
    this.endpoint = endpoint;
    this.codec = codec;
  }

  @Override
  public Published publish(int pictures) {
    ObjectNode wishes = JSON.createObjectNode().put("do", "clap").put("url", endpoint.toString());
    wishes.put("codec", codec).put("seconds", (double) pictures / ClapPattern.FRAMES_PER_SECOND);
    PeerProgram gstreamer = PeerTools.gstreamer(wishes.toString());
    program = Optional.of(gstreamer);
    int sent = gstreamer.await("published").get("pictures").asInt();
    gstreamer.closeSession();
    return Published.counted(sent);
  }

  @Override
  public void kill() {
    program.ifPresent(PeerProgram::kill);
  }

  @Override
  public void close() {
    program.filter(PeerProgram::isAlive).ifPresent(PeerProgram::kill);
  }
}
