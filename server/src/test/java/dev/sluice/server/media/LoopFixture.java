package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.room.RoomHome;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunWriter;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.transport.DatagramReceiver;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One media loop on loopback, and a peer's socket that talks to it. */
final class LoopFixture implements AutoCloseable {

  static final long TIMEOUT_SECONDS = 60;

  final MediaLoops loops;
  final MediaLoop loop;
  final DatagramSocket peer;

  LoopFixture(MediaOptions.Transport transport, MediaOptions.Segmentation segmentation)
      throws IOException {
    this(options(transport, segmentation), System::nanoTime);
  }

  LoopFixture(MediaOptions options, NanoClock clock) throws IOException {
    loops = MediaLoops.start(options, clock);
    loop = (MediaLoop) loops.place(new RoomId("test"));
    peer = new DatagramSocket(new InetSocketAddress(LocalAddresses.loopback(), 0));
    peer.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
    peer.setReceiveBufferSize(4 << 20);
  }

  /** Takes TCP too, on any port. */
  static LoopFixture withTcp(MediaOptions.Transport transport, NanoClock clock) throws IOException {
    return new LoopFixture(
        options(transport, MediaOptions.Segmentation.AUTO).withTcp(IceTcpOptions.onPort(0)), clock);
  }

  static LoopFixture start() throws IOException {
    return new LoopFixture(MediaOptions.Transport.AUTO, MediaOptions.Segmentation.AUTO);
  }

  static MediaOptions options(
      MediaOptions.Transport transport, MediaOptions.Segmentation segmentation) {
    return new MediaOptions(
        0,
        1,
        List.of(LocalAddresses.loopback()),
        NatOptions.NONE,
        1 << 20,
        transport,
        segmentation);
  }

  /** Sends from the peer to the loop. */
  void send(byte[] datagram) throws IOException {
    peer.send(new DatagramPacket(datagram, datagram.length, loop.candidates().get(0).address()));
  }

  /** The next datagram the peer gets. */
  byte[] receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    peer.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  /** Runs on the loop and waits for the result. */
  <T> T onLoop(Callable<T> task) {
    FutureTask<T> future = new FutureTask<>(task);
    loop.mailbox().execute(future);
    try {
      return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Runs on the loop and waits until it has. */
  void runOnLoop(Runnable task) {
    onLoop(
        () -> {
          task.run();
          return null;
        });
  }

  long drops(DatagramDrop reason) {
    return onLoop(() -> loop.counters().drops().get(reason));
  }

  /** Waits until {@code condition}, asked on the loop, holds. */
  void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    boolean holds;
    do {
      holds = onLoop(condition::getAsBoolean);
    } while (!holds && System.nanoTime() - deadline < 0);
    assertTrue(holds, "did not happen in time");
  }

  /** Makes the peer's address known to the loop; what comes then goes to {@code inbox}. */
  NetworkPath bindPeer(Inbox inbox) throws IOException {
    runOnLoop(() -> loop.directory().register("ufrag", inbox));
    send(bindingRequest("ufrag"));
    NetworkPath path = inbox.take().path();
    runOnLoop(() -> loop.directory().bind(path, inbox));
    return path;
  }

  /**
   * A binding request that names {@code localUfrag}; without integrity, which loops do not read.
   */
  static byte[] bindingRequest(String localUfrag) {
    byte[] message = new byte[256];
    int length =
        new StunWriter()
            .begin(message, 0, StunMessage.BINDING_REQUEST, new byte[12], 0)
            .text(StunAttribute.USERNAME, localUfrag + ":peer")
            .finish();
    return Arrays.copyOf(message, length);
  }

  static InetAddress address(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }

  @Override
  public void close() {
    peer.close();
    loops.close();
  }

  /** A receiver that keeps what it gets. */
  static final class Inbox implements DatagramReceiver {

    static final class Datagram {

      private final NetworkPath path;
      private final byte[] bytes;

      Datagram(NetworkPath path, byte[] bytes) {
        this.path = path;
        this.bytes = bytes;
      }

      NetworkPath path() {
        return path;
      }

      byte[] bytes() {
        return bytes;
      }
    }

    private final BlockingQueue<Datagram> datagrams = new LinkedBlockingQueue<>();

    @Override
    public void receive(NetworkPath path, byte[] data, int offset, int length, long nowNanos) {
      datagrams.add(new Datagram(path, Arrays.copyOfRange(data, offset, offset + length)));
    }

    Datagram take() {
      try {
        Datagram next = datagrams.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertTrue(next != null, "no datagram came");
        return next;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    boolean isEmpty() {
      return datagrams.isEmpty();
    }
  }

  /** A tenant that does nothing. */
  static class QuietTenant implements RoomHome.Tenant {
    @Override
    public void onBatchEnd(long nowNanos) {}

    @Override
    public void onTick(long nowNanos) {}
  }
}
