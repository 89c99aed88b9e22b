package dev.sluice.server.e2e.attack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Peer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Two browsers in a call: one publishes camera and microphone, the other watches. */
public final class Call implements AutoCloseable {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.GREEN, 440);
  private static final String ANNA = "Anna";

  private final Peer anna;
  private final Peer ben;

  /** Of a server that lets everybody in. */
  Call(Browsers browsers, URI server) {
    this(browsers, server, "");
  }

  /**
   * Both see and hear when this returns.
   *
   * @param token opens the room {@code call}; empty when none is needed
   */
  public Call(Browsers browsers, URI server, String token) {
    URI page = server.resolve("/web/e2e/peer.html");
    anna = joining(ANNA, token).in(browsers.page(page, browsers.executable(), CAMERA));
    ben = joining("Ben", token).watching().in(browsers.page(page, browsers.executable(), CAMERA));
    ben.sees(ANNA, CAMERA.colour());
    ben.hears(ANNA, CAMERA.hz());
  }

  private static Peer.Joining joining(String name, String token) {
    Peer.Joining peer = Peer.joining("call", name);
    return token.isEmpty() ? peer : peer.with("token", token);
  }

  /** Where the viewer's media comes from. */
  InetSocketAddress mediaAddress() {
    JsonNode remote = ben.call("selectedPair").get("remote");
    return new InetSocketAddress(remote.get("address").asText(), remote.get("port").asInt());
  }

  /** The server's ufrag towards the viewer. */
  String ufrag() {
    return ben.call("transport").get("remoteUfrag").asText();
  }

  /** The call goes on: so many more frames are decoded, however long it takes. */
  void goesOn(int frames) {
    ben.decodesMore(ANNA, frames);
  }

  /** Looks at what the viewer gets as long as it holds, and once more. */
  public CallQuality watchWhile(BooleanSupplier holds) {
    List<CallQuality.Sample> samples = new ArrayList<>();
    do {
      samples.add(look());
    } while (holds.getAsBoolean());
    samples.add(look());
    return CallQuality.of(samples);
  }

  private CallQuality.Sample look() {
    JsonNode video = ben.call("inbound", ANNA, "video");
    JsonNode audio = ben.call("inbound", ANNA, "audio");
    return new CallQuality.Sample(
        System.nanoTime(),
        video.get("framesDecoded").asLong(),
        video.get("packetsReceived").asLong() + audio.get("packetsReceived").asLong(),
        video.get("packetsLost").asLong() + audio.get("packetsLost").asLong(),
        video.get("jitter").asDouble(),
        audio.get("jitter").asDouble());
  }

  @Override
  public void close() {
    ben.close();
    anna.close();
  }
}
