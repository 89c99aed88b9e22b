package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A browser in a network that has no IPv4. */
@Tag("e2e")
class Ipv6OnlyTest {

  private static final FakeCapture NEAR = new FakeCapture(Colour.GREEN, 440, 320, 240);
  private static final FakeCapture FAR = new FakeCapture(Colour.BLUE, 660, 320, 240);

  private static NetworkNamespace network;
  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    network = NetworkNamespace.createIpv6Only();
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

  @Test
  void seesAndIsSeen() throws IOException {
    String origin = "http://%s:%d".formatted(network.gatewayInUrl(), server.port());
    String room = server.newRoom("v6");
    try (Peer near = Peer.joining(room, "Near").in(browsers.page(server, NEAR));
        Peer far =
            Peer.joining(room, "Far")
                .in(
                    browsers.page(
                        URI.create(origin + "/web/e2e/peer.html"),
                        network.inside(browsers.executable()),
                        FAR,
                        "--unsafely-treat-insecure-origin-as-secure=" + origin))) {
      near.sees("Far", FAR.colour());
      far.sees("Near", NEAR.colour());

      JsonNode remote = far.call("selectedPair").get("remote");
      assertEquals(network.gateway(), remote.get("address").asText());
      assertEquals("host", remote.get("candidateType").asText());
    }
  }
}
