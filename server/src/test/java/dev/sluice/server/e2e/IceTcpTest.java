package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.FreePorts;
import dev.sluice.server.e2e.NetworkNamespace.Opening;
import dev.sluice.server.http.TestCertificate;
import dev.sluice.server.http.TlsOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser whose network lets nothing through but one or two TCP ports: no UDP, no relay. */
@Tag("e2e")
class IceTcpTest {

  private static final FakeCapture NEAR = new FakeCapture(Colour.GREEN, 440, 640, 360);
  private static final FakeCapture FAR = new FakeCapture(Colour.BLUE, 660, 640, 360);
  private static final int FRAMES = 60;

  private static NetworkNamespace network;
  private static Browsers browsers;

  @BeforeAll
  static void start() {
    network = NetworkNamespace.create();
    browsers = Browsers.start();
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
    }
    if (network != null) {
      network.close();
    }
  }

  @Test
  void meetsAnotherThroughTheMediaPort() throws IOException {
    int mediaPort = FreePorts.tcp();
    try (ServerFixture server =
        ServerFixture.start(Map.of("MEDIA_TCP_PORT", Integer.toString(mediaPort)))) {
      network.admitOnly(Opening.tcp(server.port()), Opening.tcp(mediaPort));

      meet(server, "http", mediaPort);

      MetricsPage metrics = server.metrics();
      assertTrue(metrics.sum("sluice_datagrams_total", "protocol=\"tcp\"", "\"send\"") > 100);
      assertTrue(metrics.sum("sluice_ice_tcp_accepted_total") >= 1);
      assertEquals(0, metrics.sum("sluice_loop_failures_total"));
    } finally {
      network.admitEverything();
    }
  }

  @Test
  void playsOnAfterItsConnectionBroke() throws IOException {
    int mediaPort = FreePorts.tcp();
    try (ServerFixture server =
        ServerFixture.start(Map.of("MEDIA_TCP_PORT", Integer.toString(mediaPort)))) {
      network.admitOnly(Opening.tcp(server.port()), Opening.tcp(mediaPort));
      String room = server.newRoom("tcpbreak");
      try (Peer near = Peer.joining(room, "Near").in(browsers.page(server, NEAR));
          Peer far = Peer.joining(room, "Far").in(pageInside(server, "http"))) {
        near.sees("Far", FAR.colour());
        far.sees("Near", NEAR.colour());

        network.breakConnections(mediaPort);

        near.decodesMore("Far", FRAMES);
        far.decodesMore("Near", FRAMES);
        assertEquals("tcp", far.call("selectedPair").get("remote").get("protocol").asText());
      }
    } finally {
      network.admitEverything();
    }
  }

  @Test
  void meetsAnotherThroughTheHttpPortAlone() throws IOException {
    try (ServerFixture server = ServerFixture.start(Map.of("MEDIA_TCP_SHARE_HTTP", "1"))) {
      network.admitOnly(Opening.tcp(server.port()));

      meet(server, "http", server.port());

      Poll.until(
          "the connections are gone with their rooms",
          server::metrics,
          page -> page.sum("sluice_loop_tcp_connections") == 0);
    } finally {
      network.admitEverything();
    }
  }

  @Test
  void meetsAnotherThroughTheHttpsPortAlone(@TempDir Path folder) throws Exception {
    TlsOptions files = TestCertificate.create().in(folder);
    try (ServerFixture server =
        ServerFixture.start(
            Map.of(
                "TLS_CERT_FILE", files.certificateChain().toString(),
                "TLS_KEY_FILE", files.privateKey().toString(),
                "MEDIA_TCP_SHARE_HTTP", "1"))) {
      network.admitOnly(Opening.tcp(server.port()));

      meet(server, "https", server.port());
    } finally {
      network.admitEverything();
    }
  }

  /** One inside and one outside see and hear each other, the one inside over TCP. */
  private static void meet(ServerFixture server, String scheme, int mediaPort) throws IOException {
    String room = server.newRoom("tcp");
    try (Peer near =
            Peer.joining(room, "Near")
                .with("width", NEAR.width())
                .with("height", NEAR.height())
                .in(browsers.page(server, NEAR, "--ignore-certificate-errors"));
        Peer far =
            Peer.joining(room, "Far")
                .with("width", FAR.width())
                .with("height", FAR.height())
                .in(pageInside(server, scheme))) {
      near.sees("Far", FAR.colour());
      far.sees("Near", NEAR.colour());
      near.hears("Far", FAR.hz());
      far.hears("Near", NEAR.hz());
      near.decodesMore("Far", FRAMES);
      far.decodesMore("Near", FRAMES);

      JsonNode pair = far.call("selectedPair");
      assertEquals("tcp", pair.get("local").get("protocol").asText());
      assertEquals("tcp", pair.get("remote").get("protocol").asText());
      assertEquals("host", pair.get("remote").get("candidateType").asText());
      assertEquals(mediaPort, pair.get("remote").get("port").asInt());
      // who can use UDP does
      assertEquals("udp", near.call("selectedPair").get("remote").get("protocol").asText());
    }
  }

  private static Page pageInside(ServerFixture server, String scheme) throws IOException {
    String origin = "%s://%s:%d".formatted(scheme, network.gatewayInUrl(), server.port());
    return browsers.page(
        URI.create(origin + "/web/e2e/peer.html"),
        network.inside(browsers.executable()),
        FAR,
        "--ignore-certificate-errors",
        "--unsafely-treat-insecure-origin-as-secure=" + origin);
  }
}
