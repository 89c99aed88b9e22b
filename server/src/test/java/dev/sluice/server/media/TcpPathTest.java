package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.transport.DatagramReceiver;
import dev.sluice.server.transport.DatagramSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** ICE-TCP over real sockets. */
class TcpPathTest {

  private static final byte[] RTP = {(byte) 0x80, 96, 0, 1, 2, 3};
  private static final byte[] RTCP = {(byte) 0x80, (byte) 200, 0, 1, 2, 3};
  private static final byte[] REQUEST = LoopFixture.bindingRequest("ufrag");
  private static final int SMALL_BUFFER = 4096;

  private final Receiver receiver = new Receiver();
  private final AtomicLong leapNanos = new AtomicLong();
  private LoopFixture fixture;

  @AfterEach
  void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @EnumSource(MediaOptions.Transport.class)
  void connectionMovesToTheThreadOfWhomItsFirstRequestNames(MediaOptions.Transport transport)
      throws IOException {
    start(transport);
    try (TcpPeer peer = new TcpPeer(server())) {
      peer.send(REQUEST, RTP, REQUEST);

      Received first = receiver.take();
      assertArrayEquals(REQUEST, first.bytes());
      assertEquals("media-0", first.thread());
      assertEquals(peer.address(), first.path().remote());
      assertEquals(server(), first.path().local());
      assertTrue(first.path().reliable());
      assertArrayEquals(REQUEST, receiver.take().bytes());
      assertEquals(1, fixture.drops(DatagramDrop.UNKNOWN_PATH), "RTP on a path not yet proven");
    }
  }

  @Test
  void framesGoBothWaysOnceBound() throws IOException {
    start();
    try (TcpPeer peer = new TcpPeer(server())) {
      NetworkPath path = bind(peer);

      peer.send(RTP, RTCP);
      assertArrayEquals(RTP, receiver.take().bytes());
      assertSame(path, receiver.take().path());
      int[] lengths = {1200, 1200, 1200, 700, 700, 701, 1, 1500};
      fixture.runOnLoop(() -> send(path, lengths));
      for (int i = 0; i < lengths.length; i++) {
        byte[] expected = new byte[lengths[i]];
        Arrays.fill(expected, (byte) i);
        assertArrayEquals(expected, peer.receive());
      }
      fixture.await(() -> fixture.loop.stats().tcp().datagramsSent() == lengths.length);
      LoopStats stats = fixture.loops.stats().get(0);
      assertEquals(1, stats.paths());
      assertEquals(1, stats.tcp().connections());
      assertEquals(3, stats.tcp().datagramsReceived());
      assertEquals(1, fixture.loops.iceTcp().stats().accepted());
      assertEquals(0, fixture.loops.iceTcp().stats().unproven());
    }
  }

  @Test
  void eachConnectionFindsItsLoopAmongSeveral() throws Exception {
    fixture =
        new LoopFixture(
            new MediaOptions(
                    0,
                    3,
                    List.of(LocalAddresses.loopback()),
                    NatOptions.NONE,
                    1 << 20,
                    MediaOptions.Transport.AUTO,
                    MediaOptions.Segmentation.OFF)
                .withTcp(IceTcpOptions.onPort(0)),
            System::nanoTime);
    List<MediaLoop> loops = new ArrayList<>(List.of(fixture.loop));
    while (loops.size() < 3) {
      loops.add((MediaLoop) fixture.loops.place(new RoomId("test")));
    }
    for (int i = 2; i >= 0; i--) {
      MediaLoop loop = loops.get(i);
      String ufrag = "ufrag" + i;
      FutureTask<?> registered =
          new FutureTask<>(() -> loop.directory().register(ufrag, receiver), null);
      loop.mailbox().execute(registered);
      registered.get(LoopFixture.TIMEOUT_SECONDS, TimeUnit.SECONDS);
      try (TcpPeer peer = new TcpPeer(server())) {
        peer.send(LoopFixture.bindingRequest(ufrag));
        assertEquals("media-" + loop.stats().loop(), receiver.take().thread());
      }
    }
  }

  @Test
  void listensOnIpv6Too() throws IOException {
    MediaOptions options =
        new MediaOptions(
                0,
                1,
                List.of(LoopFixture.address("::1")),
                NatOptions.NONE,
                1 << 20,
                MediaOptions.Transport.AUTO,
                MediaOptions.Segmentation.OFF)
            .withTcp(IceTcpOptions.onPort(0));
    fixture = new LoopFixture(options, System::nanoTime);
    fixture.runOnLoop(() -> fixture.loop.directory().register("ufrag", receiver));
    try (TcpPeer peer = new TcpPeer(server())) {
      NetworkPath path = bind(peer);

      assertEquals(peer.address(), path.remote());
      assertEquals(server(), path.local());
      fixture.runOnLoop(() -> fixture.loop.sink().send(path, RTP, 0, RTP.length));
      assertArrayEquals(RTP, peer.receive());
    }
  }

  @Test
  void connectionThatBreaksAtOnceLeavesNothing() throws IOException {
    start();
    for (int i = 0; i < 200; i++) {
      try (TcpPeer peer = new TcpPeer(server())) {
        peer.sendAndReset(REQUEST);
      }
    }

    fixture.await(() -> fixture.loops.iceTcp().stats().accepted() == 200);
    fixture.await(() -> fixture.loops.iceTcp().stats().unproven() == 0);
    fixture.await(() -> fixture.loop.stats().tcp().connections() == 0);
    assertEquals(0, (long) fixture.onLoop(() -> fixture.loop.counters().failures));
  }

  @Test
  void strangersAreClosed() throws IOException {
    start();
    try (TcpPeer stranger = new TcpPeer(server());
        TcpPeer browser = new TcpPeer(server())) {
      stranger.send(LoopFixture.bindingRequest("nobody"));
      browser.sendRaw(new byte[] {'G', 'E', 'T', ' ', '/'});

      assertTrue(stranger.closedByServer());
      assertTrue(browser.closedByServer());
      assertEquals(1, refused(TcpRefusal.UNKNOWN_UFRAG));
      assertEquals(1, refused(TcpRefusal.NOT_STUN));
    }
  }

  @Test
  void connectionThatProvesNothingIsClosed() throws IOException {
    start();
    try (TcpPeer peer = new TcpPeer(server())) {
      peer.send(REQUEST);
      receiver.take();

      leapNanos.set(TcpPath.PROOF_NANOS);

      assertTrue(peer.closedByServer());
      fixture.await(() -> refused(TcpRefusal.TOO_LATE) == 1);
      assertEquals(0, fixture.loops.iceTcp().stats().unproven());
    }
  }

  @Test
  void provenConnectionStaysUntilItIsSilentForLong() throws IOException {
    start();
    try (TcpPeer peer = new TcpPeer(server())) {
      bind(peer);
      leapNanos.set(TcpPath.IDLE_NANOS - TimeUnit.SECONDS.toNanos(20));
      peer.send(RTP);
      receiver.take();

      leapNanos.addAndGet(TcpPath.IDLE_NANOS);

      assertTrue(peer.closedByServer());
    }
  }

  @Test
  void tooManyUnprovenOnesFromOneAddressAreClosedAtOnce() throws IOException {
    start();
    List<TcpPeer> peers = new ArrayList<>();
    try {
      for (int i = 0; i <= IntakeGate.MAX_FROM_ONE_ADDRESS; i++) {
        peers.add(new TcpPeer(server()));
      }
      // the kernel's queue keeps their order
      assertTrue(peers.get(peers.size() - 1).closedByServer());
      assertEquals(1, refused(TcpRefusal.TOO_MANY));
      peers.get(0).send(REQUEST);
      assertArrayEquals(REQUEST, receiver.take().bytes());
    } finally {
      for (TcpPeer peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  void lostConnectionIsToldToItsReceiver() throws IOException {
    start();
    NetworkPath path;
    try (TcpPeer peer = new TcpPeer(server())) {
      path = bind(peer);
    }

    assertSame(path, receiver.takeLost());
    fixture.await(() -> fixture.loop.stats().paths() == 0);
    fixture.runOnLoop(() -> fixture.loop.sink().send(path, RTP, 0, RTP.length));
    assertEquals(1, fixture.drops(DatagramDrop.CONNECTION_CLOSED));
  }

  @Test
  void unboundConnectionIsClosedWhenWhatWasSentHasLeft() throws IOException {
    start();
    try (TcpPeer peer = new TcpPeer(server())) {
      NetworkPath path = bind(peer);

      fixture.runOnLoop(
          () -> {
            fixture.loop.sink().send(path, RTCP, 0, RTCP.length);
            fixture.loop.directory().unbind(path, receiver);
          });

      assertArrayEquals(RTCP, peer.receive());
      assertTrue(peer.closedByServer());
      assertTrue(receiver.lost.isEmpty(), "who lets go of a path need not be told that it went");
    }
  }

  @Test
  void framesTooLongAreCountedAndTheConnectionGoesOn() throws IOException {
    start();
    try (TcpPeer peer = new TcpPeer(server())) {
      bind(peer);

      peer.send(new byte[MediaLoop.MAX_DATAGRAM_BYTES], new byte[0], RTP);

      assertArrayEquals(RTP, receiver.take().bytes());
      assertEquals(1, fixture.drops(DatagramDrop.BAD_LENGTH));
    }
  }

  @Test
  void peerThatStopsReadingCostsLittleAndNobodyElseAnything() throws IOException {
    start();
    try (TcpPeer stalled = new TcpPeer(server(), SMALL_BUFFER);
        TcpPeer sound = new TcpPeer(server())) {
      TcpPath stalledPath = (TcpPath) bind(stalled);
      TcpPath soundPath = (TcpPath) bind(sound);
      byte[] packet = new byte[1200];
      packet[0] = RTP[0];
      packet[1] = RTP[1];
      int rounds = 0;
      while (fixture.drops(DatagramDrop.SEND_QUEUE_FULL) == 0) {
        fixture.runOnLoop(() -> sendCopies(stalledPath, packet, 50));
        assertTrue(++rounds < 10_000, "the queue has no end");
      }
      long queued = fixture.onLoop(() -> queued(stalledPath));
      assertTrue(queued <= TcpPath.MAX_QUEUED_BYTES + 100 * 200, "queued: " + queued);

      fixture.runOnLoop(
          () -> {
            sendCopies(stalledPath, packet, 1000);
            fixture.loop.sink().send(soundPath, packet, 0, packet.length);
            fixture.loop.sink().send(stalledPath, RTCP, 0, RTCP.length);
          });
      assertArrayEquals(packet, sound.receive());
      assertTrue(
          fixture.onLoop(() -> queued(stalledPath))
              <= TcpPath.MAX_QUEUED_BYTES + TcpPath.RESERVE_BYTES);

      // what is not RTP finds room, so that the peer stays connected
      byte[] next = stalled.receive();
      while (next.length == packet.length) {
        next = stalled.receive();
      }
      assertArrayEquals(RTCP, next);
      fixture.await(() -> queued(stalledPath) == 0);
      fixture.runOnLoop(() -> fixture.loop.sink().send(stalledPath, packet, 0, packet.length));
      assertArrayEquals(packet, stalled.receive());
    }
  }

  @Test
  void reserveForWhatIsNotMediaIsBoundedToo() throws IOException {
    start();
    try (TcpPeer stalled = new TcpPeer(server(), SMALL_BUFFER)) {
      TcpPath path = (TcpPath) bind(stalled);
      byte[] report = Arrays.copyOf(RTCP, 1200);
      int rounds = 0;
      while (fixture.drops(DatagramDrop.SEND_QUEUE_FULL) == 0) {
        fixture.runOnLoop(() -> sendCopies(path, report, 50));
        assertTrue(++rounds < 10_000, "the queue has no end");
      }

      long queued = fixture.onLoop(() -> queued(path));
      assertTrue(queued <= TcpPath.MAX_QUEUED_BYTES + TcpPath.RESERVE_BYTES + 100 * 200);
    }
  }

  @Test
  void mediaThatWouldWaitTooLongIsDroppedThoughTheQueueIsShort() throws IOException {
    start();
    try (TcpPeer stalled = new TcpPeer(server(), SMALL_BUFFER)) {
      TcpPath path = (TcpPath) bind(stalled);
      byte[] packet = Arrays.copyOf(RTP, 1200);
      while (fixture.onLoop(() -> queued(path)) == 0) {
        fixture.runOnLoop(() -> sendCopies(path, packet, 2));
      }
      fixture.runOnLoop(
          () -> {
            path.onTick(0);
            path.onTick(TcpPath.MAX_WAIT_NANOS);
            sendCopies(path, packet, 1);
          });

      assertTrue(fixture.onLoop(() -> queued(path)) < TcpPath.MAX_QUEUED_BYTES / 2);
      assertTrue(fixture.drops(DatagramDrop.SEND_QUEUE_FULL) >= 1);
    }
  }

  @Test
  void candidatesSayWhereAndPreferUdp() throws IOException {
    start();
    List<IceCandidate> candidates = fixture.loop.candidates();

    assertEquals(2, candidates.size());
    // 2^24 * 90 + 2^8 * (2^13 * 4 + 0) + 255: RFC 6544 section 4.2, loopback
    assertEquals(
        "2 1 tcp 1518338303 127.0.0.1 %d typ host tcptype passive".formatted(server().getPort()),
        candidates.get(1).toAttributeValue());
    assertTrue(candidates.get(0).priority() > candidates.get(1).priority());
  }

  @Test
  void portInUseIsToldWithItsVariable() throws IOException {
    start();
    InetAddress loopback = LocalAddresses.loopback();
    try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
      MediaOptions options =
          LoopFixture.options(MediaOptions.Transport.AUTO, MediaOptions.Segmentation.OFF)
              .withTcp(IceTcpOptions.onPort(taken.getLocalPort()));

      MediaException failure =
          assertThrows(MediaException.class, () -> MediaLoops.start(options, System::nanoTime));

      assertEquals(
          "TCP port %d on 127.0.0.1 cannot be bound for media (MEDIA_TCP_PORT): Address already in"
              .formatted(taken.getLocalPort()),
          failure.getMessage().substring(0, failure.getMessage().indexOf(" use;")));
    }
  }

  // ---- help

  private void start() throws IOException {
    start(MediaOptions.Transport.AUTO);
  }

  private void start(MediaOptions.Transport transport) throws IOException {
    fixture = LoopFixture.withTcp(transport, () -> System.nanoTime() + leapNanos.get());
    fixture.runOnLoop(() -> fixture.loop.directory().register("ufrag", receiver));
  }

  private InetSocketAddress server() {
    return fixture.loop.candidates().stream()
        .filter(candidate -> candidate.protocol() == IceCandidate.Protocol.TCP_PASSIVE)
        .findFirst()
        .orElseThrow()
        .address();
  }

  private NetworkPath bind(TcpPeer peer) throws IOException {
    peer.send(REQUEST);
    NetworkPath path = receiver.take().path();
    fixture.runOnLoop(() -> fixture.loop.directory().bind(path, receiver));
    return path;
  }

  private long refused(TcpRefusal reason) {
    return fixture.loops.iceTcp().stats().refused().get(reason);
  }

  /** Datagrams of these lengths, each filled with its number. */
  private void send(NetworkPath path, int... lengths) {
    DatagramSink sink = fixture.loop.sink();
    for (int i = 0; i < lengths.length; i++) {
      int at = sink.begin(path, 1500);
      Arrays.fill(sink.array(), at, at + lengths[i], (byte) i);
      sink.commit(lengths[i]);
    }
  }

  private void sendCopies(NetworkPath path, byte[] packet, int copies) {
    for (int i = 0; i < copies; i++) {
      fixture.loop.sink().send(path, packet, 0, packet.length);
    }
  }

  private static long queued(TcpPath path) {
    return path.channel().unsafe().outboundBuffer().totalPendingWriteBytes();
  }

  private static final class Received {

    private final NetworkPath path;
    private final byte[] bytes;
    private final String thread;

    Received(NetworkPath path, byte[] bytes, String thread) {
      this.path = path;
      this.bytes = bytes;
      this.thread = thread;
    }

    NetworkPath path() {
      return path;
    }

    byte[] bytes() {
      return bytes;
    }

    String thread() {
      return thread;
    }
  }

  private static final class Receiver implements DatagramReceiver {

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<NetworkPath> lost = new LinkedBlockingQueue<>();

    @Override
    public void receive(NetworkPath path, byte[] data, int offset, int length, long nowNanos) {
      received.add(
          new Received(
              path,
              Arrays.copyOfRange(data, offset, offset + length),
              Thread.currentThread().getName()));
    }

    @Override
    public void onPathLost(NetworkPath path, long nowNanos) {
      lost.add(path);
    }

    Received take() {
      return poll(received);
    }

    NetworkPath takeLost() {
      return poll(lost);
    }

    private static <T> T poll(BlockingQueue<T> queue) {
      try {
        T next = queue.poll(LoopFixture.TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertTrue(next != null, "nothing came");
        return next;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
