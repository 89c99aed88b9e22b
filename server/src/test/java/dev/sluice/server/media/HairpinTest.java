package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class HairpinTest {

  @Test
  void tellsAWayBackInFromNone() throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket()) {
      port = free.getLocalPort();
    }
    SecureRandom random = new SecureRandom();
    assertTrue(
        Hairpin.leadsBack(port, new InetSocketAddress(LocalAddresses.loopback(), port), random));

    try (DatagramSocket elsewhere =
        new DatagramSocket(new InetSocketAddress(LocalAddresses.loopback(), 0))) {
      assertFalse(
          Hairpin.leadsBack(
              port,
              new InetSocketAddress(LocalAddresses.loopback(), elsewhere.getLocalPort()),
              random));
    }
  }
}
