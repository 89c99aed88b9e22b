package dev.sluice.server.e2e.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.libwebrtc.PeerProcess;
import java.net.URI;

/** webrtc-java, in a process of its own. */
final class NativeClaps implements ClapPublisher {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PeerProcess process = new PeerProcess(PeerProcess.JAVA);
  private final URI endpoint;
  private final String codec;

  /**
   * @param codec the only one to offer, such as {@code VP8}
   */
  NativeClaps(URI endpoint, String codec) {
    this.endpoint = endpoint;
    this.codec = codec;
  }

  private JsonNode ask(String verb) {
    return process.ask(verb, JSON.createObjectNode());
  }

  @Override
  public Published publish(int pictures) {
    process.ask(
        "clap", JSON.createObjectNode().put("url", endpoint.toString()).put("codec", codec));
    Poll.until("pictures are sent", this::framesSent, sent -> sent >= pictures);
    int made = ask("stopClapping").get("pictures").asInt();
    int sent = Poll.settled("all pictures are sent", this::framesSent);
    ask("endWish");
    if (sent > made) {
      throw new AssertionError("%d sent of %d".formatted(sent, made));
    }
    return Published.counted(sent);
  }

  private int framesSent() {
    return ask("framesSent").get("frames").asInt();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
