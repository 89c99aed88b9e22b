package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server at home, behind a router; the browsers are outside. */
@Tag("e2e")
class BehindNatTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.BLUE, 660, 320, 240);
  private static final int HTTP_PORT = 8080;
  private static final int MEDIA_PORT = 7882;

  private static Map<String, String> variables(Coturn stun) {
    return new HashMap<>(
        Map.of(
            "HTTP_ADDR",
            ":" + HTTP_PORT,
            "MEDIA_UDP_PORT",
            Integer.toString(MEDIA_PORT),
            "MEDIA_LOOPS",
            "2",
            "MEDIA_TCP_PORT",
            "off",
            "PUBLIC_IP",
            stun.stunUrl()));
  }

  @Test
  void findsItsPublicAddressAndPeersComeInThroughThePortsTheRouterForwards() throws IOException {
    try (NatRouter nat = NatRouter.create(NatRouter.Ports.KEPT);
        Coturn stun = Coturn.start(nat.outside());
        Browsers browsers = Browsers.start()) {
      nat.forward("tcp", HTTP_PORT, HTTP_PORT);
      nat.forward("udp", MEDIA_PORT, MEDIA_PORT + 1);
      try (ServerProcess server = ServerProcess.run(nat.inside(), "serve", variables(stun))) {
        String said = server.says("is ready");
        assertTrue(said.contains("peers are told " + nat.outer() + " UDP 7882-7883"), said);

        String origin = "http://%s:%d".formatted(nat.outer(), HTTP_PORT);
        try (Peer one = Peer.joining("home", "One").in(page(browsers, origin));
            Peer other = Peer.joining("home", "Other").in(page(browsers, origin))) {
          one.sees("Other", CAMERA.colour());
          other.sees("One", CAMERA.colour());

          JsonNode remote = one.call("selectedPair").get("remote");
          assertEquals(nat.outer(), remote.get("address").asText());
          assertEquals("host", remote.get("candidateType").asText());
        }
      }
    }
  }

  private static Page page(Browsers browsers, String origin) {
    return browsers.page(
        URI.create(origin + "/web/e2e/peer.html"),
        browsers.executable(),
        CAMERA,
        "--unsafely-treat-insecure-origin-as-secure=" + origin);
  }

  @Test
  void checkTellsThatTheRouterChangesPorts() {
    try (NatRouter nat = NatRouter.create(NatRouter.Ports.CHANGED);
        Coturn stun = Coturn.start(nat.outside());
        ServerProcess check = ServerProcess.run(nat.inside(), "check", variables(stun))) {
      String said = check.ends(0);

      assertTrue(
          said.contains(
              "WARN network        The NAT in front of "
                  + nat.inner()
                  + " shows UDP port 7882 as "),
          said);
      assertTrue(said.contains("reach          " + nat.outer() + " UDP 7882 does not lead"), said);
    }
  }
}
