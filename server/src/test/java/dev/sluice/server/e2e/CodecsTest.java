package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every video codec of browsers, and a camera in three sizes. */
@Tag("e2e")
class CodecsTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.GREEN, 440);
  private static final FakeCapture MEDIUM = new FakeCapture(Colour.MAGENTA, 440, 640, 360);
  private static final FakeCapture LARGE = new FakeCapture(Colour.CYAN, 440, 960, 540);

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start();
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  private static Peer viewer(String room) {
    return Peer.joining(room, "Viewer").watching().in(browsers.page(server, CAMERA));
  }

  @ParameterizedTest
  @ValueSource(strings = {"video/VP8", "video/VP9", "video/H264", "video/AV1"})
  void arriveAsTheyWereSent(String mimeType) {
    String room = server.newRoom("codec");
    try (Peer viewer = viewer(room);
        Peer publisher =
            Peer.joining(room, "Camera")
                .with("codec", mimeType)
                .in(browsers.page(server, CAMERA))) {
      viewer.sees(publisher.name(), CAMERA.colour());
      viewer.decodesMore(publisher.name(), 15);
      JsonNode inbound = viewer.call("inbound", publisher.name(), "video");
      assertEquals(mimeType, inbound.get("mimeType").asText());
      // a late viewer gets a keyframe of its own
      try (Peer late = viewer(room)) {
        late.sees(publisher.name(), CAMERA.colour());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"video/VP8", "video/H264"})
  void simulcastArrivesInItsLargestSize(String mimeType) {
    String room = server.newRoom("simulcast");
    try (Peer viewer = viewer(room);
        Peer publisher = simulcast(room, MEDIUM, mimeType)) {
      viewer.sees(publisher.name(), MEDIUM.colour());
      sendsEncodings(publisher, 2);
      arrivesWithWidth(viewer, publisher, MEDIUM.width());
      viewer.decodesMore(publisher.name(), 15);
    }
  }

  @Test
  void aLargestEncodingThatEndsIsReplacedByTheNextUntilItComesBack() {
    String room = server.newRoom("layerend");
    try (Peer viewer = viewer(room);
        Peer publisher = simulcast(room, LARGE, "video/VP8")) {
      sendsEncodings(publisher, 3);
      arrivesWithWidth(viewer, publisher, LARGE.width());
      publisher.call("setEncodingActive", "f", false);
      arrivesWithWidth(viewer, publisher, LARGE.width() / 2);
      viewer.decodesMore(publisher.name(), 15);
      publisher.call("setEncodingActive", "f", true);
      arrivesWithWidth(viewer, publisher, LARGE.width());
      viewer.decodesMore(publisher.name(), 15);
    }
  }

  private static Peer simulcast(String room, FakeCapture camera, String mimeType) {
    return Peer.joining(room, "Camera")
        .withSimulcast()
        .with("codec", mimeType)
        .with("width", camera.width())
        .with("height", camera.height())
        .in(browsers.page(server, camera));
  }

  private static void sendsEncodings(Peer publisher, int count) {
    publisher.until(
        "sends %d encodings".formatted(count),
        streams ->
            StreamSupport.stream(streams.spliterator(), false)
                    .filter(stream -> stream.path("framesSent").asInt() > 0)
                    .count()
                == count,
        "outbound",
        "video");
  }

  private static void arrivesWithWidth(Peer viewer, Peer publisher, int width) {
    viewer.until(
        "sees a width of " + width,
        seen -> seen.path("width").asInt() == width,
        "picture",
        publisher.name());
  }
}
