package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.media.IceServerUrl.Carrier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IceServerUrlTest {

  @ParameterizedTest
  @CsvSource({
    "stun:a, a, 3478, UDP",
    "stuns:a, a, 5349, TLS",
    "turn:turn.example.org, turn.example.org, 3478, UDP",
    "turn:192.0.2.1:80?transport=tcp, 192.0.2.1, 80, TCP",
    "turns:[2001:db8::1]:443?transport=tcp, 2001:db8::1, 443, TLS",
    "turns:a?transport=udp, a, 5349, DTLS"
  })
  void tellsHostPortAndCarrier(String url, String host, int port, Carrier carrier) {
    IceServerUrl parsed = IceServerUrl.parse(url).orElseThrow();

    assertEquals(host, parsed.host());
    assertEquals(port, parsed.port());
    assertEquals(carrier, parsed.carrier());
    assertTrue(parsed.address().isUnresolved());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http://a", "turn:", "turn:a:0", "turn:a:99999", "turn:a:b"})
  void refusesWhatIsNone(String url) {
    assertTrue(IceServerUrl.parse(url).isEmpty());
  }
}
