package dev.sluice.server.sdp;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw",
        "2 1 TCP 1015021823 127.0.0.1 9 typ host tcptype active",
        "3 1 UDP 1 2001:db8::1 9 typ srflx raddr 0.0.0.0 rport 0",
        "4 1 udp 1 3f0ad2c8-6f4f-4c0e.local 50000 typ host",
        // as MediaMTX writes them
        "candidate:3628911098 1 udp 2130706431 192.0.2.1 43066 typ host ufrag vozKKrtZXEZQlmrp",
        "",
      })
  void passWhenTheyHaveTheirForm(String candidate) {
    assertDoesNotThrow(() -> Candidates.check(List.of(candidate)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"candidate:", "candidate:candidate:1 1 udp 1 10.0.0.1 9 typ host", "1 1"})
  void failWhenTheyHaveNot(String candidate) {
    assertThrows(SdpException.class, () -> Candidates.check(List.of(candidate)));
  }
}
