package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.config.Environment;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.ice.IceCandidate.Protocol;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkReportTest {

  private final List<IceCandidate> candidates = new ArrayList<>();
  private final Map<String, String> variables =
      new HashMap<>(Map.of("MEDIA_LOOPS", "2", "TRUSTED_PROXIES", "10.0.0.1"));

  @Test
  void tellsWhereMediaComesInAndWhatToOpen() {
    announce(Protocol.UDP, "203.0.113.7", 7882);
    announce(Protocol.TCP_PASSIVE, "203.0.113.7", 7881);
    announce(Protocol.UDP, "2001:db8::7", 7882);
    announce(Protocol.UDP, "203.0.113.7", 7883);
    announce(Protocol.UDP, "2001:db8::7", 7883);

    NetworkReport report = report();

    assertEquals(
        List.of(
            "peers are told 203.0.113.7 UDP 7882-7883 TCP 7881, 2001:db8:0:0:0:0:0:7 UDP 7882-7883",
            "open in the firewall: UDP 7882-7883, TCP 7881 8080"),
        report.facts());
    assertEquals(List.of(), report.warnings());
  }

  @Test
  void tellsWhatToForwardWhenPublicPortsAreOthers() {
    variables.putAll(
        Map.of(
            "PUBLIC_IP", "203.0.113.7",
            "MEDIA_UDP_PUBLIC_PORT", "30000",
            "MEDIA_TCP_PORT", "off"));
    announce(Protocol.UDP, "203.0.113.7", 30_000);
    announce(Protocol.UDP, "203.0.113.7", 30_001);

    assertEquals(
        List.of(
            "peers are told 203.0.113.7 UDP 30000-30001",
            "open in the firewall: UDP 7882-7883, TCP 8080",
            "forward from outside: UDP 30000-30001 to UDP 7882-7883"),
        report().facts());
  }

  @Test
  void warnsWhenOnlyTheSameNetworkOrOnlyThisMachineCanReachMedia() {
    announce(Protocol.UDP, "127.0.0.1", 7882);
    assertEquals(List.of("Only peers on this machine can reach this server."), report().warnings());

    announce(Protocol.UDP, "10.0.0.4", 7882);
    assertEquals(
        List.of(
            "Only peers in the same network can reach this server, since all its addresses are"
                + " private; behind a NAT, set PUBLIC_IP."),
        report().warnings());

    variables.put("PUBLIC_IP", "10.0.0.4");
    assertEquals(List.of(), report().warnings());
  }

  @Test
  void warnsOfPortsThatBrowsersDoNotUse() {
    variables.putAll(Map.of("TURN_URLS", "turn:a:500,turns:b:443", "TURN_SECRET", "north"));
    announce(Protocol.UDP, "203.0.113.7", 7882);
    announce(Protocol.TCP_PASSIVE, "203.0.113.7", 443);
    announce(Protocol.TCP_PASSIVE, "203.0.113.7", 444);

    assertEquals(
        List.of(
            "Chromium does not use ICE over TCP port 444; below 1024 only 80 and 443 work.",
            "Chromium does not use TURN on port 500; below 1024 only 53, 80 and 443 work."),
        report().warnings());
  }

  @Test
  void warnsThatPagesWithoutTlsGetNoCamera() {
    announce(Protocol.UDP, "203.0.113.7", 7882);
    variables.remove("TRUSTED_PROXIES");

    assertEquals(1, report().warnings().size());
    assertTrue(report().warnings().get(0).startsWith("Pages are served without TLS"));
    assertEquals(
        List.of(),
        NetworkReport.of(config(), candidates, new InetSocketAddress(TestConfig.LOOPBACK, 8080))
            .warnings());
  }

  private void announce(Protocol protocol, String address, int port) {
    candidates.add(new IceCandidate("1", protocol, 1, new InetSocketAddress(address, port)));
  }

  private ServerConfig config() {
    return ServerConfig.from(Environment.of(variables));
  }

  private NetworkReport report() {
    return NetworkReport.of(config(), candidates, new InetSocketAddress("0.0.0.0", 8080));
  }
}
