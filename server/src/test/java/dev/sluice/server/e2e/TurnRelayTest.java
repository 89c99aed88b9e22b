package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.protocol.IceServer;
import dev.sluice.server.e2e.NetworkNamespace.Opening;
import dev.sluice.server.media.TurnCheck;
import dev.sluice.server.signaling.IceServerOptions;
import dev.sluice.server.signaling.IceServerOptions.TurnRest;
import dev.sluice.server.signaling.IceServerSource;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser whose network lets nothing through but pages and TURN. */
@Tag("e2e")
class TurnRelayTest {

  private static final FakeCapture NEAR = new FakeCapture(Colour.GREEN, 440, 320, 240);
  private static final FakeCapture FAR = new FakeCapture(Colour.BLUE, 660, 320, 240);
  private static final Duration TTL = Duration.ofMinutes(1);

  private static NetworkNamespace network;
  private static Coturn turn;
  private static Browsers browsers;

  @BeforeAll
  static void start() {
    network = NetworkNamespace.create();
    turn = Coturn.start(network.gateway());
    browsers = Browsers.start();
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
    }
    if (turn != null) {
      turn.close();
    }
    if (network != null) {
      network.close();
    }
  }

  private static ServerFixture server(String transport) {
    return ServerFixture.start(
        Map.of("TURN_URLS", turn.url(transport), "TURN_SECRET", Coturn.SECRET, "TURN_TTL", "60"));
  }

  private static Page pageInside(ServerFixture server) throws Exception {
    String origin = "http://%s:%d".formatted(network.gatewayInUrl(), server.port());
    return browsers.page(
        URI.create(origin + "/web/e2e/peer.html"),
        network.inside(browsers.executable()),
        FAR,
        "--unsafely-treat-insecure-origin-as-secure=" + origin,
        turn.chromiumOption());
  }

  private static Opening opening(String transport) {
    return new Opening(transport.equals("udp") ? "udp" : "tcp", turn.port(transport));
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls"})
  void joinsByRelayAlone(String transport) throws Exception {
    try (ServerFixture server = server(transport)) {
      network.admitOnly(Opening.tcp(server.port()), opening(transport));
      String room = server.newRoom("relay");
      try (Peer near = Peer.joining(room, "Near").in(browsers.page(server, NEAR));
          Peer far = Peer.joining(room, "Far").relayed().in(pageInside(server))) {
        near.sees("Far", FAR.colour());
        far.sees("Near", NEAR.colour());
        near.hears("Far", FAR.hz());
        far.hears("Near", NEAR.hz());

        JsonNode local = far.call("selectedPair").get("local");
        assertEquals("relay", local.get("candidateType").asText());
        assertEquals(transport, local.get("relayProtocol").asText());
        assertEquals("host", near.call("selectedPair").get("local").get("candidateType").asText());
      } finally {
        network.admitEverything();
      }
    }
  }

  @Test
  void relaysToTheServerAndNowhereElse() throws IOException {
    try (ServerFixture server = server("udp")) {
      String allowed = turn.relayTo(network.gateway(), server.port());
      assertTrue(allowed.contains("success: 0x"), allowed);
      for (String inner :
          List.of("127.0.0.1", "10.77.19.2", "10.0.0.1", "192.168.1.1", "169.254.169.254")) {
        String refused = turn.relayTo(inner, server.port());
        assertTrue(refused.contains("403 (Forbidden IP)"), refused);
      }
      String byTcp = turn.relayTo(network.gateway(), server.port(), "-t", "-T");
      assertTrue(byTcp.contains("error 442"), byTcp);
    }
  }

  @Test
  void credentialsOfAnotherSecretOrOfYesterdayRelayNothing() throws Exception {
    try (ServerFixture server = server("udp");
        Page page = pageInside(server)) {
      assertEquals(
          "relay", gather(page, Coturn.SECRET, Instant.now()).get("types").get(0).asText());

      for (JsonNode refused :
          List.of(
              gather(page, "another secret", Instant.now()),
              gather(page, Coturn.SECRET, Instant.now().minus(Duration.ofDays(1))))) {
        assertEquals(0, refused.get("types").size(), refused.toString());
        assertTrue(refused.get("errors").toString().contains("401"), refused.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  void theOwnCheckAllocatesLikeABrowserAndTellsWhatIsWrong(String transport) {
    TurnCheck check = new TurnCheck(System::nanoTime, new SecureRandom());

    TurnCheck.Result good = check(check, transport, Coturn.SECRET);
    assertEquals(TurnCheck.Result.Verdict.WORKS, good.verdict(), good.text());
    assertEquals("relays from " + network.gateway(), good.text());

    TurnCheck.Result bad = check(check, transport, "another secret");
    assertEquals(TurnCheck.Result.Verdict.FAILS, bad.verdict(), bad.text());
    assertTrue(bad.text().startsWith("refuses the credentials (401)"), bad.text());
  }

  private static TurnCheck.Result check(TurnCheck check, String transport, String secret) {
    IceServer server = credentials(turn.url(transport), secret, Instant.now());
    return check.allocate(
        server.urls().get(0), server.username().orElseThrow(), server.credential().orElseThrow());
  }

  private static IceServer credentials(String url, String secret, Instant now) {
    TurnRest rest = new TurnRest(List.of(url), secret, TTL);
    return new IceServerSource(
            new IceServerOptions(List.of(), Optional.of(rest)), InstantSource.fixed(now))
        .iceServers("alice")
        .get(0);
  }

  /** The types of candidates a browser gathers with credentials made so, and the TURN errors. */
  private static JsonNode gather(Page page, String secret, Instant now) {
    IceServer server = credentials(turn.url("udp"), secret, now);
    return page.evaluate(
        """
        (async () => {
          const connection = new RTCPeerConnection({
            iceTransportPolicy: 'relay',
            iceServers: [{ urls: ['%s'], username: '%s', credential: '%s' }],
          });
          const types = [];
          const errors = [];
          connection.onicecandidateerror = (event) => errors.push(event.errorCode);
          const done = new Promise((resolve) => {
            connection.onicecandidate = ({ candidate }) =>
              candidate ? candidate.type && types.push(candidate.type) : resolve();
          });
          connection.addTransceiver('audio');
          await connection.setLocalDescription();
          await done;
          connection.close();
          return { types, errors };
        })()
        """
            .formatted(
                server.urls().get(0),
                server.username().orElseThrow(),
                server.credential().orElseThrow()));
  }
}
