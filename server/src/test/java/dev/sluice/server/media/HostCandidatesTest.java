package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.ice.IceCandidate;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostCandidatesTest {

  private static final List<IceCandidate> CANDIDATES =
      HostCandidates.of(
          List.of(at("192.0.2.1", 7882), at("2001:db8::1", 7882), at("127.0.0.1", 7882)),
          List.of(at("192.0.2.1", 7881), at("2001:db8::1", 7881), at("192.0.2.1", 443)));

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(LoopFixture.address(address), port);
  }

  @Test
  void tcpIsPassiveAndStandsBehindUdp() {
    // 2^24 * 90 + 2^8 * (2^13 * 4 + 8191) + 255: RFC 6544 section 4.2
    assertEquals(
        "4 1 tcp 1520435199 192.0.2.1 7881 typ host tcptype passive",
        CANDIDATES.get(3).toAttributeValue());
    assertTrue(CANDIDATES.get(2).priority() > CANDIDATES.get(3).priority());
  }

  @Test
  void theFirstIsPreferredMost() {
    assertTrue(CANDIDATES.get(3).priority() > CANDIDATES.get(4).priority());
    assertTrue(CANDIDATES.get(4).priority() > CANDIDATES.get(5).priority());
  }

  /** RFC 8445 section 5.1.1.3. */
  @Test
  void foundationsAreOfProtocolAndAddressWhateverThePort() {
    assertEquals(
        List.of("1", "2", "3", "4", "5", "4"),
        CANDIDATES.stream().map(IceCandidate::foundation).toList());
  }
}
