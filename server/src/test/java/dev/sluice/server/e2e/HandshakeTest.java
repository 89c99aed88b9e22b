package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ClientHello with the large key share comes in two datagrams; without it in one. */
@Tag("e2e")
class HandshakeTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.YELLOW, 880);

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

  @ParameterizedTest
  @ValueSource(strings = {"--enable-features", "--disable-features"})
  void succeedsWithAndWithoutTheLargeKeyShare(String flag) {
    String room = server.newRoom("handshake");
    String pqc = flag + "=WebRtcPqcForDtls";
    double before = connected();
    try (Peer one = Peer.joining(room, "One").in(browsers.page(server, CAMERA, pqc));
        Peer two = Peer.joining(room, "Two").in(browsers.page(server, CAMERA, pqc))) {
      one.sees("Two", CAMERA.colour());
      two.hears("One", CAMERA.hz());
      JsonNode transport = one.call("transport");
      assertEquals("connected", transport.get("dtlsState").asText());
      assertEquals("FEFD", transport.get("tlsVersion").asText());
      assertEquals("client", transport.get("dtlsRole").asText());
      assertTrue(transport.hasNonNull("srtpCipher"), transport.toString());
    }
    assertEquals(before + 2, connected());
  }

  private static double connected() {
    return server.metrics().sum("sluice_dtls_handshakes_total", "result=\"connected\"");
  }
}
