package dev.sluice.server.bench;

import com.sun.management.ThreadMXBean;
import dev.sluice.server.media.LoopStats;
import dev.sluice.server.media.MediaLoops;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.media.NatOptions;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.room.RoomRegistry;
import dev.sluice.server.room.RoomServices;
import dev.sluice.server.scenario.FakeDtls;
import dev.sluice.server.time.WallClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A real media loop with a real room on loopback: one publisher and those who receive it, each with
 * a socket of its own. Linux only, since the publisher sends a frame as one segmented datagram, so
 * that it arrives at once.
 */
final class LoopbackFanOut implements AutoCloseable {

  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final int RTP_TIMESTAMP = 4;
  private static final long UNKNOWN = Long.MAX_VALUE;
  private static final long CHECK_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long FRAME_TIMEOUT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long POLL_NANOS = 200_000;
  private static final int SOCKET_BUFFER_BYTES = 4 << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What becomes of the datagrams that are forwarded. */
  enum Sink {
    /** Nobody reads: the kernel drops them at full sockets. */
    DROP,
    /** A thread reads them all. */
    DRAIN
  }

  /**
   * What a second of forwarding cost.
   *
   * @param forwarded datagrams per second
   * @param cpuNanos CPU time of the loop's thread per forwarded datagram
   * @param run datagrams per send
   * @param allocatedBytes on the loop's thread per forwarded datagram
   * @param busy share of a core the loop's thread had
   */
  record Second(
      double forwarded, double cpuNanos, double run, double allocatedBytes, double busy) {}

  private final Workload workload;
  private final MediaLoops loops;
  private final EventLoopGroup publisherLoop = group();
  private final Channel publisherChannel;
  private final InetSocketAddress server;
  private final Peer publisher;
  private final List<DatagramChannel> sockets = new ArrayList<>();
  private final List<Peer> subscribers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ByteBuffer received = ByteBuffer.allocateDirect(Peer.MAX_DATAGRAM);
  private final long loopThread;
  private long timestampOffset = UNKNOWN;
  private volatile boolean closing;

  LoopbackFanOut(Workload workload, MediaOptions.Segmentation segmentation, Sink sink)
      throws IOException, InterruptedException {
    this.workload = workload;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    loops =
        MediaLoops.start(
            new MediaOptions(
                0,
                1,
                List.of(loopback),
                NatOptions.NONE,
                SOCKET_BUFFER_BYTES,
                MediaOptions.Transport.AUTO,
                segmentation),
            System::nanoTime);
    FakeDtls dtls = new FakeDtls(workload.profile());
    RoomRegistry rooms =
        new RoomRegistry(
            loops,
            new RoomServices(
                dtls,
                workload.ciphers().providers(),
                new WallClock(System.nanoTime(), 1_700_000_000_000_000_000L),
                RoomOptions.DEFAULTS,
                () -> new Random(1)),
            System::nanoTime);
    RoomHandle room = rooms.open(new RoomId("bench")).orElseThrow();
    server = room.candidates().get(0).address();
    CountDownLatch connected = new CountDownLatch(workload.subscribers() + 1);
    publisher = Peer.publisher(0, workload, dtls);
    publisherChannel =
        new Bootstrap()
            .group(publisherLoop)
            .channel(EpollDatagramChannel.class)
            .handler(new ChannelInboundHandlerAdapter())
            .bind(loopback, 0)
            .syncUninterruptibly()
            .channel();
    room.execute(publisher.join(event -> countConnected(event, connected)));
    for (int i = 1; i <= workload.subscribers(); i++) {
      Peer subscriber = Peer.subscriber(i, workload, dtls);
      DatagramChannel socket = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
      socket.connect(server);
      socket.configureBlocking(false);
      sockets.add(socket);
      subscribers.add(subscriber);
      room.execute(subscriber.join(event -> countConnected(event, connected)));
    }
    connect(connected);
    loopThread = threadNamed("media-0");
    if (sink == Sink.DRAIN) {
      start("drain", this::drain);
    }
  }

  private static EventLoopGroup group() {
    return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  }

  private void connect(CountDownLatch connected) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    do {
      if (System.nanoTime() - deadline >= 0) {
        throw new IllegalStateException(connected.getCount() + " peers did not connect");
      }
      check();
    } while (!connected.await(CHECK_INTERVAL_NANOS, TimeUnit.NANOSECONDS));
  }

  private static void countConnected(RoomEvent event, CountDownLatch connected) {
    if (event instanceof RoomEvent.TransportChanged change
        && change.state() == RoomEvent.TransportState.CONNECTED) {
      connected.countDown();
    }
  }

  private static long threadNamed(String name) {
    for (ThreadInfo thread : THREADS.dumpAllThreads(false, false)) {
      if (thread.getThreadName().equals(name)) {
        return thread.getThreadId();
      }
    }
    throw new IllegalStateException("no thread " + name);
  }

  /** Everybody's connectivity check: the first ones connect, later ones keep alive. */
  private void check() throws IOException {
    send(publisher.check());
    for (int i = 0; i < sockets.size(); i++) {
      sockets.get(i).write(ByteBuffer.wrap(subscribers.get(i).check()));
    }
  }

  private void send(byte[] datagram) {
    publisherChannel
        .writeAndFlush(
            new io.netty.channel.socket.DatagramPacket(
                publisherChannel.alloc().directBuffer().writeBytes(datagram), server))
        .syncUninterruptibly();
  }

  /**
   * Forwards for a while.
   *
   * @param packetsPerSecond what the publisher sends; 0 for as much as the loop can take, a frame
   *     at a time
   * @return what each second cost, without the first ones
   */
  List<Second> run(int packetsPerSecond, int warmUpSeconds, int seconds) throws IOException {
    start("publisher", () -> publish(packetsPerSecond));
    List<Second> measured = new ArrayList<>();
    LoopStats before = nextStats(loops.stats().get(0));
    long cpuBefore = THREADS.getThreadCpuTime(loopThread);
    long bytesBefore = THREADS.getThreadAllocatedBytes(loopThread);
    for (int second = -warmUpSeconds; second < seconds; second++) {
      LoopStats after = nextStats(before);
      long cpu = THREADS.getThreadCpuTime(loopThread);
      long bytes = THREADS.getThreadAllocatedBytes(loopThread);
      if (second >= 0) {
        measured.add(second(before, after, cpu - cpuBefore, bytes - bytesBefore));
      } else {
        check();
        for (int i = 0; i < sockets.size(); i++) {
          sockets.get(i).write(ByteBuffer.wrap(subscribers.get(i).receiverReport()));
        }
      }
      before = after;
      cpuBefore = cpu;
      bytesBefore = bytes;
    }
    return measured;
  }

  /** The loop's next snapshot, as soon as it is there. */
  private LoopStats nextStats(LoopStats last) {
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    LoopStats now = loops.stats().get(0);
    while (now.takenNanos() == last.takenNanos()) {
      if (System.nanoTime() - deadline >= 0) {
        throw new IllegalStateException("the media loop takes no snapshots");
      }
      LockSupport.parkNanos(POLL_NANOS);
      now = loops.stats().get(0);
    }
    return now;
  }

  private static Second second(LoopStats before, LoopStats after, long cpuNanos, long bytes) {
    double seconds = (after.takenNanos() - before.takenNanos()) / 1e9;
    double datagrams = after.datagramsSent() - before.datagramsSent();
    return new Second(
        datagrams / seconds,
        cpuNanos / datagrams,
        datagrams / (after.sends() - before.sends()),
        bytes / datagrams,
        cpuNanos / seconds / 1e9);
  }

  private void publish(int packetsPerSecond) {
    byte[] sealed = new byte[workload.batch() * Peer.MAX_DATAGRAM];
    long next = System.nanoTime();
    while (!closing) {
      publisher.nextFrame();
      int length = 0;
      int segment = 0;
      for (int i = 0; i < workload.batch(); i++) {
        segment = publisher.writePacket(sealed, length, i);
        length += segment;
      }
      ByteBuf frame = publisherChannel.alloc().directBuffer(length).writeBytes(sealed, 0, length);
      publisherChannel
          .writeAndFlush(new SegmentedDatagramPacket(frame, segment, server))
          .awaitUninterruptibly();
      if (packetsPerSecond == 0) {
        awaitFrame();
      } else {
        next += TimeUnit.SECONDS.toNanos(1) * workload.batch() / packetsPerSecond;
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }

  /**
   * Until the first receiver has the frame's last packet, while the loop still serves the others:
   * the next frame is there when it has finished.
   */
  private void awaitFrame() {
    long deadline = System.nanoTime() + FRAME_TIMEOUT_NANOS;
    try {
      while (System.nanoTime() - deadline < 0) {
        received.clear();
        if (sockets.get(0).read(received) <= 0) {
          Thread.onSpinWait();
        } else if (received.get(1) == Peer.LAST_PACKET_TYPE) {
          int offset = received.getInt(RTP_TIMESTAMP) - publisher.timestamp();
          if (timestampOffset == offset || timestampOffset == UNKNOWN) {
            timestampOffset = offset;
            return;
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void drain() {
    ByteBuffer datagram = ByteBuffer.allocateDirect(Peer.MAX_DATAGRAM);
    try (Selector selector = Selector.open()) {
      // the first one is the publisher's to read
      for (DatagramChannel socket : sockets.subList(1, sockets.size())) {
        socket.register(selector, SelectionKey.OP_READ);
      }
      while (!closing) {
        selector.select(key -> readAll((DatagramChannel) key.channel(), datagram), 100);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void readAll(DatagramChannel socket, ByteBuffer datagram) {
    try {
      do {
        datagram.clear();
      } while (socket.read(datagram) > 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  @Override
  public void close() throws IOException {
    closing = true;
    for (Thread thread : threads) {
      boolean interrupted = false;
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    publisherChannel.close().syncUninterruptibly();
    publisherLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    loops.close();
    for (DatagramChannel socket : sockets) {
      socket.close();
    }
  }
}
