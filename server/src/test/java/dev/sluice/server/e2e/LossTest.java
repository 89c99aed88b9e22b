package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One of two sits behind a cable that loses datagrams, in both directions. */
@Tag("e2e")
class LossTest {

  private static final int LOSS_PERCENT = 5;
  private static final int FRAMES = 150;

  /** 640 pixels wide, so that it has grain and each frame takes several packets. */
  private static final FakeCapture CAMERA = new FakeCapture(Colour.GREEN, 440, 640, 360);

  private static NetworkNamespace network;
  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    network = NetworkNamespace.create();
    browsers = Browsers.start();
    server = ServerFixture.start();
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
    }
    if (server != null) {
      server.close();
    }
    if (network != null) {
      network.close();
    }
  }

  /** Pages may use a camera only on trusted origins, and a bare address is not one by itself. */
  private static Page pageInside() throws IOException {
    String origin = "http://%s:%d".formatted(network.gateway(), server.port());
    Path chromium = network.inside(browsers.executable());
    return browsers.page(
        URI.create(origin + "/web/e2e/peer.html"),
        chromium,
        CAMERA,
        "--unsafely-treat-insecure-origin-as-secure=" + origin);
  }

  private static Peer.Joining sized(String room, String name) {
    return Peer.joining(room, name).with("width", CAMERA.width()).with("height", CAMERA.height());
  }

  @Test
  void videoPlaysOnAndCountersTellWhy() throws IOException {
    String room = server.newRoom("loss");
    try (Peer near = sized(room, "Near").in(browsers.page(server, CAMERA));
        Peer far = sized(room, "Far").in(pageInside())) {
      near.sees("Far", CAMERA.colour());
      far.sees("Near", CAMERA.colour());
      network.lose(LOSS_PERCENT);
      try {
        near.decodesMore("Far", FRAMES);
        far.decodesMore("Near", FRAMES);
        far.until(
            "asks for what is lost and gets it",
            inbound ->
                count(inbound, "nackCount") > 5
                    && count(inbound, "retransmittedPacketsReceived") > 5,
            "inbound",
            "Near",
            "video");
        far.until(
            "is asked for what is lost and sends it",
            streams ->
                sum(streams, "nackCount") > 5 && sum(streams, "retransmittedPacketsSent") > 5,
            "outbound",
            "video");
      } finally {
        network.heal();
      }
      String label = "room=\"" + room + "\"";
      MetricsPage metrics = server.metrics();
      for (String direction : new String[] {"direction=\"receive\"", "direction=\"send\""}) {
        assertTrue(metrics.sum("sluice_nacks_total", label, direction) > 0, direction);
        assertTrue(metrics.sum("sluice_retransmissions_total", label, direction) > 0, direction);
      }
      assertEquals(0, metrics.sum("sluice_room_drops_total", label, "reason=\"forged\""));
      // and afterwards nothing is amiss
      near.decodesMore("Far", 15);
      far.decodesMore("Near", 15);
      assertMostlyRepaired("downlink", far.call("inbound", "Near", "video"));
    }
  }

  /** {@code packetsLost} counts what never came by itself, also when it came again as RTX. */
  private static void assertMostlyRepaired(String link, JsonNode inbound) {
    double lost = count(inbound, "packetsLost");
    double again = count(inbound, "retransmittedPacketsReceived");
    System.out.printf(
        "%s: %.0f packets received, %.0f lost, %.0f came again, %.0f freezes%n",
        link, count(inbound, "packetsReceived"), lost, again, count(inbound, "freezeCount"));
    assertTrue(lost > 0, "nothing was lost: " + inbound);
    assertTrue(again / lost > 0.7, "lost packets stay lost: " + inbound);
  }

  private static double sum(JsonNode streams, String name) {
    double sum = 0;
    for (JsonNode stream : streams) {
      sum += count(stream, name);
    }
    return sum;
  }

  private static double count(JsonNode stats, String name) {
    return stats.path(name).asDouble();
  }
}
