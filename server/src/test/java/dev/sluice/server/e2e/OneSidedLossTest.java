package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonObject;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One side alone loses every twentieth packet, and the counters of both say who mended it. */
@Tag("e2e")
class OneSidedLossTest {

  /** Grainy, so that a frame has several packets. */
  private static final FakeCapture CAMERA = new FakeCapture(Colour.MAGENTA, 700, 640, 480);

  private static final int LOSS_PERCENT = 5;

  /** The browser's emulation loses nothing when it delays nothing. */
  private static final int LATENCY_MILLIS = 20;

  /** Enough packets for the loss to be certain to strike. */
  private static final int FRAMES = 120;

  /** The worst case on a busy machine: a loss, mended in one round trip, takes a tenth of this. */
  private static final long LONGEST_STANDSTILL_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

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

  private static ChromiumPage page() {
    return browsers.page(server, CAMERA);
  }

  /** Everything between this page and the server suffers, in both directions. */
  private static ChromiumPage lossyPage() {
    ChromiumPage page = page();
    JsonObject conditions = new JsonObject();
    conditions.addProperty("offline", false);
    conditions.addProperty("latency", LATENCY_MILLIS);
    conditions.addProperty("downloadThroughput", -1);
    conditions.addProperty("uploadThroughput", -1);
    conditions.addProperty("packetLoss", LOSS_PERCENT);
    page.devtools().send("Network.emulateNetworkConditions", conditions);
    return page;
  }

  private static Peer anna(String room, ChromiumPage page) {
    return Peer.joining(room, "Anna").with("width", 640).with("height", 480).in(page);
  }

  private static Peer ben(String room, ChromiumPage page) {
    return Peer.joining(room, "Ben").watching().in(page);
  }

  @Test
  void nearThePublisherIsMendedBetweenPublisherAndServer() {
    String room = server.newRoom("lossyuplink");
    try (Peer anna = anna(room, lossyPage());
        Peer ben = ben(room, page())) {
      playsWithoutStandstill(ben);

      MetricsPage metrics =
          metricsWhen(room, "sluice_retransmissions_total", "direction=\"receive\"");
      assertTrue(count(metrics, room, "sluice_nacks_total", "direction=\"send\"") > 0);
      JsonNode outbound = video(anna.call("outbound", "video"));
      assertTrue(outbound.path("nackCount").asLong() > 0, outbound.toString());
      assertTrue(outbound.path("retransmittedPacketsSent").asLong() > 0, outbound.toString());
      assertHeardButRarelyAskedForKeyframes(anna, ben);
    }
  }

  @Test
  void nearTheViewerIsMendedBetweenServerAndViewer() {
    String room = server.newRoom("lossydownlink");
    try (Peer anna = anna(room, page());
        Peer ben = ben(room, lossyPage())) {
      playsWithoutStandstill(ben);

      JsonNode inbound =
          ben.until(
              "receives retransmissions",
              stats -> stats.path("retransmittedPacketsReceived").asLong() > 0,
              "inbound",
              "Anna",
              "video");
      assertTrue(inbound.path("nackCount").asLong() > 0, inbound.toString());
      MetricsPage metrics = metricsWhen(room, "sluice_retransmissions_total", "direction=\"send\"");
      assertTrue(count(metrics, room, "sluice_nacks_total", "direction=\"receive\"") > 0);
      JsonNode outbound = video(anna.call("outbound", "video"));
      assertTrue(
          outbound.path("retransmittedPacketsSent").asLong() == 0,
          "the publisher is not troubled with a viewer's loss: " + outbound);
      assertHeardButRarelyAskedForKeyframes(anna, ben);
    }
  }

  /** Looks at the frames decoded until there are enough of them, and how long none came. */
  private static void playsWithoutStandstill(Peer viewer) {
    viewer.sees("Anna", CAMERA.colour());
    Progress progress = new Progress();
    viewer.until("plays on", progress::enough, "inbound", "Anna", "video");
    assertTrue(
        progress.longestStandstillNanos <= LONGEST_STANDSTILL_NANOS,
        "no frame for %d ms"
            .formatted(TimeUnit.NANOSECONDS.toMillis(progress.longestStandstillNanos)));
  }

  private static final class Progress {
    private long first = -1;
    private long last;
    private long lastNanos;
    private long longestStandstillNanos;

    boolean enough(JsonNode inbound) {
      long frames = inbound.path("framesDecoded").asLong();
      long nowNanos = System.nanoTime();
      if (first < 0) {
        first = frames;
        lastNanos = nowNanos;
      }
      if (frames > last) {
        last = frames;
        lastNanos = nowNanos;
      }
      longestStandstillNanos = Math.max(longestStandstillNanos, nowNanos - lastNanos);
      return frames - first >= FRAMES;
    }
  }

  /** Sound has no retransmission but conceals; pictures that only keyframes mend are not mended. */
  private static void assertHeardButRarelyAskedForKeyframes(Peer anna, Peer ben) {
    ben.hears("Anna", CAMERA.hz());
    JsonNode inbound = ben.call("inbound", "Anna", "video");
    assertTrue(
        inbound.path("keyFramesDecoded").asLong() < inbound.path("framesDecoded").asLong() / 20,
        inbound.toString());
    assertTrue(
        video(anna.call("outbound", "video")).path("pliCount").asLong() < 8, "keyframe requests");
  }

  private static MetricsPage metricsWhen(String room, String name, String direction) {
    return Poll.until(
        name + " " + direction,
        server::metrics,
        metrics -> count(metrics, room, name, direction) > 0);
  }

  private static double count(MetricsPage metrics, String room, String name, String direction) {
    return metrics.sum(name, "room=\"" + room + "\"", direction);
  }

  /** The stream that carries pictures; a client may hold others ready. */
  private static JsonNode video(JsonNode streams) {
    return StreamSupport.stream(streams.spliterator(), false)
        .filter(stream -> stream.path("packetsSent").asLong() > 0)
        .findFirst()
        .orElseThrow();
  }
}
