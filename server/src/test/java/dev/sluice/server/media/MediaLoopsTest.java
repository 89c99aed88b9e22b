package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.FreePorts;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.room.RoomHome;
import dev.sluice.server.room.RoomId;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MediaLoopsTest {

  private static final RoomId ROOM = new RoomId("room");

  @Test
  void placesRoomsOnTheLoopWithTheFewest() throws InterruptedException {
    try (MediaLoops loops = MediaLoops.start(options(0, 2, List.of()), System::nanoTime)) {
      RoomHome first = loops.place(ROOM);
      RoomHome second = loops.place(ROOM);
      assertNotSame(first, second);

      CountDownLatch attached = new CountDownLatch(1);
      first
          .mailbox()
          .execute(
              () -> {
                first.attach(new LoopFixture.QuietTenant());
                attached.countDown();
              });
      assertTrue(attached.await(LoopFixture.TIMEOUT_SECONDS, TimeUnit.SECONDS));

      assertSame(second, loops.place(ROOM));
      assertSame(second, loops.place(ROOM));
    }
  }

  @Test
  void listensOnPortsOneAfterTheOther() throws Exception {
    int port = FreePorts.udpPair();
    try (MediaLoops loops = MediaLoops.start(options(port, 2, List.of()), System::nanoTime)) {
      assertEquals(port, loops.place(ROOM).candidates().get(0).address().getPort());
      assertEquals(port + 1, loops.place(ROOM).candidates().get(0).address().getPort());
    }
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (DatagramSocket taken =
        new DatagramSocket(new InetSocketAddress(LocalAddresses.loopback(), 0))) {
      MediaException e =
          assertThrows(
              MediaException.class,
              () ->
                  MediaLoops.start(options(taken.getLocalPort(), 1, List.of()), System::nanoTime));

      assertTrue(e.getMessage().contains("UDP port " + taken.getLocalPort() + " on 127.0.0.1"));
      assertTrue(e.getMessage().contains("MEDIA_UDP_PORT"));
    }
  }

  @Test
  void publicAddressesReplaceLocalOnes() {
    InetAddress outer = LoopFixture.address("203.0.113.5");
    try (MediaLoops loops = MediaLoops.start(options(0, 1, List.of(outer)), System::nanoTime)) {
      List<IceCandidate> candidates = loops.place(ROOM).candidates();

      assertEquals(1, candidates.size());
      assertEquals(outer, candidates.get(0).address().getAddress());
      assertTrue(candidates.get(0).address().getPort() > 0);
    }
  }

  @Test
  void refusesAPublicAddressWithNothingBehindIt() {
    InetAddress outer = LoopFixture.address("2001:db8::5");

    MediaException e =
        assertThrows(
            MediaException.class,
            () -> MediaLoops.start(options(0, 1, List.of(outer)), System::nanoTime));

    assertTrue(e.getMessage().startsWith("PUBLIC_IP 2001:db8:0:0:0:0:0:5 has no local address"));
  }

  @Test
  void announcesThePortThatAContainerPublishesForEachLoop() {
    NatOptions nat =
        new NatOptions(
            List.of(PublicAddress.of(LoopFixture.address("203.0.113.5"))),
            NatOptions.LocalAddressPolicy.HIDDEN,
            30_000,
            List.of());
    try (MediaLoops loops =
        MediaLoops.start(options(0, 2, List.of()).withNat(nat), System::nanoTime)) {
      assertEquals(
          List.of("203.0.113.5:30000", "203.0.113.5:30001"),
          loops.candidates().stream()
              .map(c -> c.address().getHostString() + ":" + c.address().getPort())
              .toList());
    }
  }

  @Test
  void listensOnIpv6Too() throws Exception {
    InetAddress v6 = LoopFixture.address("::1");
    MediaOptions options =
        new MediaOptions(
            0,
            1,
            List.of(v6),
            NatOptions.NONE,
            1 << 20,
            MediaOptions.Transport.AUTO,
            MediaOptions.Segmentation.AUTO);
    try (MediaLoops loops = MediaLoops.start(options, System::nanoTime);
        DatagramSocket peer = new DatagramSocket(new InetSocketAddress(v6, 0))) {
      RoomHome home = loops.place(ROOM);
      LoopFixture.Inbox inbox = new LoopFixture.Inbox();
      home.mailbox().execute(() -> home.directory().register("mine", inbox));
      byte[] request = LoopFixture.bindingRequest("mine");

      peer.send(new DatagramPacket(request, request.length, home.candidates().get(0).address()));

      assertEquals(peer.getLocalSocketAddress(), inbox.take().path().remote());
    }
  }

  @Test
  void everyLocalAddressIsUsableAndLoopbackComesLast() {
    List<InetAddress> all = LocalAddresses.all();

    assertEquals(LocalAddresses.loopback(), all.get(all.size() - 1));
    assertEquals(
        all.stream().map(address -> address instanceof Inet6Address).limit(all.size() - 1).toList(),
        all.stream()
            .map(address -> address instanceof Inet6Address)
            .limit(all.size() - 1)
            .sorted()
            .toList());
    for (InetAddress address : all.subList(0, all.size() - 1)) {
      assertFalse(address.isLoopbackAddress() || address.isLinkLocalAddress(), address.toString());
      assertTrue(!(address instanceof Inet6Address six) || six.getScopeId() == 0);
    }
  }

  @Test
  void candidatesKeepTheirOrderInPriorityWithLoopbackLeast() {
    List<IceCandidate> candidates =
        HostCandidates.of(
            List.of(
                new InetSocketAddress(LocalAddresses.loopback(), 7882),
                new InetSocketAddress("192.0.2.1", 7882),
                new InetSocketAddress("2001:db8::1", 7882)),
            List.of());

    assertEquals(
        "1 1 udp 2113929471 127.0.0.1 7882 typ host", candidates.get(0).toAttributeValue());
    // 2^24 * 126 + 2^8 * 65534 + 255, RFC 8445 section 5.1.2.1
    assertEquals(
        "2 1 udp 2130706175 192.0.2.1 7882 typ host", candidates.get(1).toAttributeValue());
    assertTrue(candidates.get(2).priority() < candidates.get(1).priority());
    assertTrue(candidates.get(2).priority() > candidates.get(0).priority());
  }

  @Test
  void optionsRefuseWhatCannotBe() {
    assertThrows(IllegalArgumentException.class, () -> options(65_535, 2, List.of()));
    assertThrows(IllegalArgumentException.class, () -> options(-1, 1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> options(7882, 0, List.of()));
  }

  private static MediaOptions options(int port, int loops, List<InetAddress> outer) {
    return new MediaOptions(
        port,
        loops,
        List.of(LocalAddresses.loopback()),
        NatOptions.NONE.withPublicAddresses(outer.stream().map(PublicAddress::of).toList()),
        1 << 20,
        MediaOptions.Transport.AUTO,
        MediaOptions.Segmentation.AUTO);
  }
}
