package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who a request comes from, and how many it may send. */
class ClientAddressesTest {

  private long nowNanos;

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static String client(List<String> proxies, String peer, String forwardedFor) {
    return new ClientAddresses(proxies)
        .client(new InetSocketAddress(address(peer), 40_000), Optional.of(forwardedFor))
        .getHostAddress();
  }

  @Test
  void believesNobodyWhenNoProxyIsTrusted() {
    assertEquals("192.0.2.1", client(List.of(), "192.0.2.1", "203.0.113.9"));
    assertEquals("192.0.2.1", client(List.of("10.0.0.0/8"), "192.0.2.1", "203.0.113.9"));
  }

  @Test
  void takesTheLastAddressThatIsNoProxy() {
    List<String> proxies = List.of("10.0.0.0/8", "fd00::/8");
    assertEquals("203.0.113.9", client(proxies, "10.1.2.3", "203.0.113.9"));
    assertEquals("203.0.113.9", client(proxies, "10.1.2.3", "1.1.1.1, 203.0.113.9, 10.9.9.9"));
    assertEquals("203.0.113.9", client(proxies, "fd00::1", "203.0.113.9"));
    assertEquals("10.1.2.3", client(proxies, "10.1.2.3", "1.1.1.1, unknown"));
  }

  @Test
  void thePortThatSomeProxiesAddIsNoPartOfTheAddress() {
    List<String> proxies = List.of("10.0.0.0/8");
    assertEquals("198.51.100.7", client(proxies, "10.1.2.3", "198.51.100.7:4711"));
    assertEquals("203.0.113.9", client(proxies, "10.1.2.3", "203.0.113.9, 10.9.9.9:80"));
    for (String hop : List.of("[2001:db8::7]:4711", "[2001:db8::7]", "2001:db8::7")) {
      assertEquals("2001:db8:0:0:0:0:0:7", client(proxies, "10.1.2.3", hop));
    }
    assertEquals("10.1.2.3", client(proxies, "10.1.2.3", "198.51.100.7:port"));
  }

  @Test
  void refusesNetworksThatAreNone() {
    assertThrows(IllegalArgumentException.class, () -> new ClientAddresses(List.of("example.org")));
  }

  @Test
  void countsAnIpv6ClientByItsNetwork() {
    assertEquals(ClientKey.of(address("2001:db8::1")), ClientKey.of(address("2001:db8::2")));
    assertNotEquals(ClientKey.of(address("2001:db8::1")), ClientKey.of(address("2001:db8:0:1::1")));
    assertEquals(address("192.0.2.1"), ClientKey.of(address("::ffff:192.0.2.1")));
  }

  @Test
  void refillsWithTime() {
    RateBuckets<String> buckets = new RateBuckets<>(new RateLimit(2, 3), () -> nowNanos);
    for (int i = 0; i < 3; i++) {
      assertEquals(0, buckets.take("one", 1));
    }
    assertEquals(500_000_000, buckets.take("one", 1));
    assertEquals(0, buckets.take("other", 1));
    nowNanos += 500_000_000;
    assertEquals(0, buckets.take("one", 1));
    assertTrue(buckets.take("one", 1) > 0);
  }

  @Test
  void countsManyUnitsAtOnce() {
    RateBuckets<String> bytes = new RateBuckets<>(new RateLimit(1 << 20, 8 << 20), () -> nowNanos);
    for (int i = 0; i < 8; i++) {
      assertEquals(0, bytes.take("one", 1 << 20));
    }
    assertTrue(bytes.take("one", 1 << 20) > 990_000_000);
    nowNanos += 1_000_000_000;
    assertEquals(0, bytes.take("one", 1 << 20));
    assertTrue(bytes.take("one", 100) > 0);
  }

  @Test
  void knowsNobodyWhoHoldsNothing() {
    ClientCounts counts = new ClientCounts(2);
    InetAddress one = address("2001:db8::1");
    InetAddress neighbour = address("2001:db8::2");
    assertTrue(counts.acquire(one));
    assertTrue(counts.acquire(neighbour));
    assertFalse(counts.acquire(one));
    assertTrue(counts.acquire(address("192.0.2.1")));
    counts.release(neighbour);
    assertTrue(counts.acquire(one));
    counts.release(one);
    counts.release(one);
    counts.release(address("192.0.2.1"));
    assertEquals(0, counts.clients());
  }

  @Test
  void readsListenAddresses() {
    assertEquals(8080, HttpOptions.parseAddress(":8080").getPort());
    assertTrue(HttpOptions.parseAddress(":8080").getAddress().isAnyLocalAddress());
    assertEquals("127.0.0.1", HttpOptions.parseAddress("127.0.0.1:0").getHostString());
    assertTrue(HttpOptions.parseAddress("[::1]:443").getAddress().isLoopbackAddress());
    for (String wrong : List.of("8080", "host", ":x", ":70000", "")) {
      assertThrows(IllegalArgumentException.class, () -> HttpOptions.parseAddress(wrong), wrong);
    }
  }

  @Test
  void redactsSecretsForTheLog() {
    assertEquals("/api/ws?a=1&token=-&b=2", RequestTarget.redacted("/api/ws?a=1&token=s3c&b=2"));
    assertEquals("/x?access_token=-", RequestTarget.redacted("/x?access_token=s3c"));
    assertEquals("/x?tokens=3", RequestTarget.redacted("/x?tokens=3"));
    assertEquals(
        "/whep/session/room/abcdef-/layer",
        RequestTarget.redacted("/whep/session/room/abcdefghijk/layer"));
    assertEquals("/x?a", RequestTarget.redacted("/x\na"));
  }

  @Test
  void allowsOnlyNamedOriginsUnlessAllAre() {
    AllowedOrigins some = AllowedOrigins.parse("https://a.example/, b.example");
    assertTrue(some.allows("https://A.example"));
    assertFalse(some.allows("http://a.example"));
    assertTrue(some.allows("http://b.example:99"));
    assertFalse(some.allows("https://b.example.evil.example"));
    assertFalse(some.allows("null"));
    assertTrue(some.allowsWebSocket("http://own:8080", Optional.of("own:8080"), false));
    assertFalse(some.allowsWebSocket("http://own:8080", Optional.of("own:8081"), false));
    assertTrue(AllowedOrigins.parse("*").allows("null"));
  }
}
