package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.media.NatOptions.LocalAddressPolicy;
import dev.sluice.server.media.PublicAddressDiscovery.Outcome;
import dev.sluice.server.media.StunClient.Answer;
import dev.sluice.server.stun.StunTransaction;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PublicAddressDiscoveryTest {

  private static final InetAddress OUTER = LoopFixture.address("203.0.113.7");

  private static final StunTransaction.Schedule IMPATIENT =
      new StunTransaction.Schedule(TimeUnit.MILLISECONDS.toNanos(50), 4, 4);

  private static InetSocketAddress samePort(InetSocketAddress inner) {
    return new InetSocketAddress(OUTER, inner.getPort());
  }

  @Test
  void asksNobodyUnlessTold() {
    Outcome outcome = run(MediaOptions.defaults());

    assertSame(MediaOptions.defaults().nat(), outcome.nat());
    assertEquals(List.of(), outcome.warnings());
  }

  @Test
  void findsTheAddressByWhichTheServerSeesTheMediaPorts() throws Exception {
    try (StunServer server = new StunServer(PublicAddressDiscoveryTest::samePort)) {
      Outcome outcome = run(options(0, 2, server.address()));

      assertEquals(
          List.of("203.0.113.7/127.0.0.1"),
          outcome.nat().publicAddresses().stream().map(PublicAddress::toString).toList());
      assertEquals(List.of(), outcome.warnings());
    }
  }

  @Test
  void asksFromTheMediaPortItselfAndGivesItBack() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    int port;
    try (DatagramSocket free =
        new DatagramSocket(new InetSocketAddress(LocalAddresses.loopback(), 0))) {
      port = free.getLocalPort();
    }
    try (StunServer server =
        new StunServer(
            inner -> {
              asked.set(inner.getPort());
              return samePort(inner);
            })) {
      MediaOptions options = options(port, 1, server.address());
      Outcome outcome = run(options);
      assertEquals(port, asked.get());

      try (MediaLoops loops = MediaLoops.start(options.withNat(outcome.nat()), System::nanoTime)) {
        assertEquals(new InetSocketAddress(OUTER, port), loops.candidates().get(0).address());
      }
    }
  }

  @Test
  void asksAgainWhenAnAnswerIsLost() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (StunServer server =
        new StunServer(inner -> requests.incrementAndGet() == 1 ? null : samePort(inner))) {
      assertEquals(1, run(options(0, 1, server.address())).nat().publicAddresses().size());
      assertTrue(requests.get() >= 2);
    }
  }

  @Test
  void stopsTheStartInPlainWordsWhenNobodyKnowsTheAddress() throws Exception {
    try (StunServer server = new StunServer(inner -> null)) {
      MediaException e =
          assertThrows(MediaException.class, () -> run(options(0, 1, server.address())));

      assertEquals(
          "The public address is not known, because no STUN server told it (127.0.0.1:"
              + server.address().getPort()
              + ": 127.0.0.1 does not answer). Set PUBLIC_IP to the address peers reach, or leave it"
              + " unset if all peers are in this network.",
          e.getMessage());
    }
  }

  @Test
  void saysWhichNameIsNotKnown() {
    MediaException e =
        assertThrows(
            MediaException.class,
            () -> run(options(0, 1, InetSocketAddress.createUnresolved("stun.invalid", 3478))));

    assertTrue(
        e.getMessage().startsWith("The name of the STUN server stun.invalid is not known. "),
        e.getMessage());
  }

  @Test
  void saysWhenAMediaPortIsTaken() throws Exception {
    try (StunServer server = new StunServer(PublicAddressDiscoveryTest::samePort);
        DatagramSocket taken =
            new DatagramSocket(new InetSocketAddress(LocalAddresses.loopback(), 0))) {
      MediaException e =
          assertThrows(
              MediaException.class, () -> run(options(taken.getLocalPort(), 1, server.address())));

      assertTrue(e.getMessage().contains("MEDIA_UDP_PORT"), e.getMessage());
    }
  }

  @Test
  void tellsASymmetricNatFromOneThatOnlyChangesThePort() {
    MappedAddresses symmetric =
        new MappedAddresses(
            List.of(
                answer("10.0.0.4:7882", "203.0.113.7:40001"),
                answer("10.0.0.4:7882", "203.0.113.7:40002")),
            true);
    assertEquals(1, symmetric.addresses().size());
    assertEquals(1, symmetric.warnings().size());
    assertTrue(symmetric.warnings().get(0).contains("(symmetric NAT)"));

    MappedAddresses moved =
        new MappedAddresses(List.of(answer("10.0.0.4:7882", "203.0.113.7:40001")), true);
    assertEquals(
        List.of(
            "The NAT in front of 10.0.0.4 shows UDP port 7882 as 40001: let the router forward UDP"
                + " 7882 to this machine, or say in MEDIA_UDP_PUBLIC_PORT which port it forwards."),
        moved.warnings());
    assertEquals(
        List.of(),
        new MappedAddresses(List.of(answer("10.0.0.4:7882", "203.0.113.7:40001")), false)
            .warnings());
  }

  @Test
  void takesTheFirstInterfaceOfThoseThatLeaveByOneAddress() {
    MappedAddresses mapped =
        new MappedAddresses(
            List.of(
                answer("10.0.0.4:7882", "203.0.113.7:7882"),
                answer("172.17.0.1:7882", "203.0.113.7:61000"),
                answer("192.168.9.4:7882", "198.51.100.9:7882")),
            true);

    assertEquals(
        List.of("203.0.113.7/10.0.0.4", "198.51.100.9/192.168.9.4"),
        mapped.addresses().stream().map(PublicAddress::toString).toList());
    assertEquals(List.of(), mapped.warnings());
  }

  @Test
  void keepsGlobalLocalAddressesThatNoServerNamed() {
    List<PublicAddress> mapped =
        List.of(new PublicAddress(OUTER, Optional.of(LoopFixture.address("10.0.0.4"))));

    assertEquals(
        List.of("203.0.113.7/10.0.0.4", "2001:db8:0:0:0:0:0:4/2001:db8:0:0:0:0:0:4"),
        MappedAddresses.withLocalOnes(
                mapped,
                Arrays.stream(new String[] {"10.0.0.4", "192.168.1.1", "2001:db8::4", "fd00::4"})
                    .map(LoopFixture::address)
                    .toList())
            .stream()
            .map(PublicAddress::toString)
            .toList());
  }

  private static Answer answer(String local, String mapped) {
    return new Answer(socket(local), socket("192.0.2.1:3478"), Optional.of(socket(mapped)), "");
  }

  private static InetSocketAddress socket(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        LoopFixture.address(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
  }

  private static Outcome run(MediaOptions options) {
    return PublicAddressDiscovery.run(
        options, new StunClient(IMPATIENT, System::nanoTime, new SecureRandom()));
  }

  private static MediaOptions options(int port, int loops, InetSocketAddress server) {
    return new MediaOptions(
        port,
        loops,
        List.of(LocalAddresses.loopback()),
        new NatOptions(List.of(), LocalAddressPolicy.HIDDEN, 0, List.of(server)),
        1 << 20,
        MediaOptions.Transport.AUTO,
        MediaOptions.Segmentation.OFF);
  }
}
