package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressScopeTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, LOOPBACK",
    "::1, LOOPBACK",
    "169.254.1.1, LINK_LOCAL",
    "fe80::1, LINK_LOCAL",
    "10.0.0.1, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.32.0.1, GLOBAL",
    "192.168.1.1, PRIVATE",
    "100.63.255.255, GLOBAL",
    "100.64.0.0, PRIVATE",
    "100.127.255.255, PRIVATE",
    "100.128.0.0, GLOBAL",
    "fc00::1, PRIVATE",
    "fdff::1, PRIVATE",
    "fbff::1, GLOBAL",
    "203.0.113.7, GLOBAL",
    "2001:db8::1, GLOBAL"
  })
  void tellsFromHowFarAnAddressIsReached(String address, AddressScope scope) {
    assertEquals(scope, AddressScope.of(LoopFixture.address(address)));
  }
}
