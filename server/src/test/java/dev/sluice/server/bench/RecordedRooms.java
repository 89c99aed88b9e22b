package dev.sluice.server.bench;

import com.sun.management.ThreadMXBean;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.engine.Recorder;
import dev.sluice.recorder.engine.RecorderOptions;
import dev.sluice.recorder.engine.RecorderStats;
import dev.sluice.recorder.engine.WriterStats;
import dev.sluice.recorder.library.DiskSpace;
import dev.sluice.recorder.library.LibraryException;
import dev.sluice.recorder.library.LibraryOptions;
import dev.sluice.recorder.library.LibraryServices;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.library.RetentionOptions;
import dev.sluice.server.media.LoopStats;
import dev.sluice.server.media.MediaLoops;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.media.NatOptions;
import dev.sluice.server.room.RecordingAction;
import dev.sluice.server.room.RecordingAnswer;
import dev.sluice.server.room.RecordingPolicy;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.room.RoomRecorder;
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
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Rooms on one real media loop, over loopback: in each one publisher, some viewers whose sockets
 * nobody reads, and in some rooms one viewer that is read to see how long frames take. All can be
 * recorded to a real disk, or not. Linux only, as {@link LoopbackFanOut} is.
 */
final class RecordedRooms implements AutoCloseable {

  private static final int SOCKET_BUFFER_BYTES = 4 << 20;
  private static final int PROBES = 8;
  private static final long TIMEOUT_SECONDS = 30;
  private static final long FRAME_NANOS = TimeUnit.SECONDS.toNanos(1) / 30;
  private static final long ALIVE_MILLIS = 2_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A room as the benchmark knows it. */
  private record Stage(RoomHandle room, Peer publisher, Channel channel, List<Viewer> viewers) {}

  private record Viewer(Peer peer, DatagramChannel socket) {}

  /**
   * What a while of forwarding cost.
   *
   * @param latencies of frames in nanoseconds, the shortest first
   * @param loopCpuNanos CPU time of the loop's thread per received packet
   * @param loopBusy share of a core that it had
   * @param writerBusy the same of the recorder's threads
   * @param packets received per second
   * @param bytes written per second
   * @param dropped packets the recorder could not take
   * @param queueBytes the most that ever waited for the writer
   */
  record Phase(
      List<Long> latencies,
      double loopCpuNanos,
      double loopBusy,
      double writerBusy,
      double packets,
      double bytes,
      long dropped,
      long queueBytes) {}

  private final Workload workload;
  private final MediaLoops loops;
  private final RecordingLibrary library;
  private final Recorder recorder;
  private final EventLoopGroup publisherLoop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final List<Stage> stages = new ArrayList<>();
  private final LatencyProbe probe;
  private final byte[] sealed;
  private long[] dueNanos;

  /**
   * @param rooms how many, each with one publisher and {@code workload.subscribers()} viewers
   * @param directory for recordings
   */
  RecordedRooms(Workload workload, int rooms, Path directory)
      throws IOException, InterruptedException, LibraryException {
    this.workload = workload;
    this.sealed = new byte[workload.batch() * Peer.MAX_DATAGRAM];
    loops =
        MediaLoops.start(
            new MediaOptions(
                0,
                1,
                List.of(InetAddress.getLoopbackAddress()),
                NatOptions.NONE,
                SOCKET_BUFFER_BYTES,
                MediaOptions.Transport.AUTO,
                MediaOptions.Segmentation.AUTO),
            System::nanoTime);
    library =
        RecordingLibrary.open(
            new LibraryOptions(
                directory, total -> 0, RetentionOptions.NONE, LibraryOptions.Uploads.OFF),
            new LibraryServices(
                event -> {},
                Optional.empty(),
                DiskSpace.of(directory),
                InstantSource.system(),
                System::nanoTime));
    recorder =
        Recorder.start(
            RecorderOptions.DEFAULT,
            System::nanoTime,
            InstantSource.system(),
            new Random(1),
            library,
            List.of(),
            event -> {});
    RecordingPort port = recorder.port();
    FakeDtls dtls = new FakeDtls(workload.profile());
    RoomRegistry registry =
        new RoomRegistry(
            loops,
            new RoomServices(
                    dtls,
                    workload.ciphers().providers(),
                    new WallClock(System.nanoTime(), 1_700_000_000_000_000_000L),
                    RoomOptions.DEFAULTS,
                    () -> new Random(1))
                .withRecorder(
                    new RoomRecorder(home -> Optional.of(port), RecordingPolicy.ON_REQUEST)),
            System::nanoTime);
    CountDownLatch connected = new CountDownLatch(rooms * (1 + workload.subscribers()));
    for (int i = 0; i < rooms; i++) {
      stages.add(stage(registry, i, dtls, connected));
    }
    connect(connected);
    probe = probe();
    publish();
  }

  private Stage stage(RoomRegistry registry, int number, FakeDtls dtls, CountDownLatch connected)
      throws IOException {
    RoomHandle room = registry.open(new RoomId("bench" + number)).orElseThrow();
    int firstPeer = number * (1 + workload.subscribers());
    Peer publisher = Peer.publisher(firstPeer, workload, dtls);
    Channel channel =
        new Bootstrap()
            .group(publisherLoop)
            .channel(EpollDatagramChannel.class)
            .handler(new ChannelInboundHandlerAdapter())
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    room.execute(publisher.join(event -> countConnected(event, connected)));
    List<Viewer> viewers = new ArrayList<>();
    for (int i = 1; i <= workload.subscribers(); i++) {
      Peer peer = Peer.subscriber(firstPeer + i, workload, dtls);
      DatagramChannel socket =
          DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      socket.connect(server(room));
      socket.configureBlocking(false);
      viewers.add(new Viewer(peer, socket));
      room.execute(peer.join(event -> countConnected(event, connected)));
    }
    return new Stage(room, publisher, channel, viewers);
  }

  private static InetSocketAddress server(RoomHandle room) {
    return room.candidates().get(0).address();
  }

  private static void countConnected(RoomEvent event, CountDownLatch connected) {
    if (event instanceof RoomEvent.TransportChanged change
        && change.state() == RoomEvent.TransportState.CONNECTED) {
      connected.countDown();
    }
  }

  private void connect(CountDownLatch connected) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    do {
      if (System.nanoTime() - deadline >= 0) {
        throw new IllegalStateException(connected.getCount() + " peers did not connect");
      }
      check();
    } while (!connected.await(ALIVE_MILLIS / 2, TimeUnit.MILLISECONDS));
  }

  /** Everybody's connectivity check, and the viewers' word that they know their slot. */
  private void check() throws IOException {
    for (Stage stage : stages) {
      ByteBuf check = stage.channel().alloc().directBuffer().writeBytes(stage.publisher().check());
      stage
          .channel()
          .writeAndFlush(new DatagramPacket(check, server(stage.room())))
          .syncUninterruptibly();
      for (Viewer viewer : stage.viewers()) {
        viewer.socket().write(ByteBuffer.wrap(viewer.peer().check()));
        viewer.socket().write(ByteBuffer.wrap(viewer.peer().receiverReport()));
      }
    }
  }

  private LatencyProbe probe() throws IOException {
    int probes = workload.subscribers() == 0 ? 0 : Math.min(PROBES, stages.size());
    DatagramChannel[] sockets = new DatagramChannel[probes];
    for (int i = 0; i < probes; i++) {
      sockets[i] = stages.get(i).viewers().get(0).socket();
    }
    return new LatencyProbe(sockets);
  }

  /** The publishers' frames are spread evenly; a thread of their own sends them all. */
  private void publish() {
    long now = System.nanoTime();
    dueNanos = new long[stages.size()];
    for (int i = 0; i < dueNanos.length; i++) {
      dueNanos[i] = now + FRAME_NANOS * i / dueNanos.length;
    }
    var unused =
        publisherLoop.next().scheduleAtFixedRate(this::sendDue, 1, 1, TimeUnit.MILLISECONDS);
  }

  private void sendDue() {
    long now = System.nanoTime();
    for (int i = 0; i < dueNanos.length; i++) {
      if (now - dueNanos[i] >= 0) {
        dueNanos[i] += FRAME_NANOS;
        sendFrame(i);
      }
    }
  }

  private void sendFrame(int number) {
    Stage stage = stages.get(number);
    Peer publisher = stage.publisher();
    publisher.nextFrame();
    int length = 0;
    int segment = 0;
    for (int i = 0; i < workload.batch(); i++) {
      segment = publisher.writePacket(sealed, length, i);
      length += segment;
    }
    Channel channel = stage.channel();
    ByteBuf frame = channel.alloc().directBuffer(length).writeBytes(sealed, 0, length);
    if (number < probe.routes()) {
      probe.sending(number, publisher.timestamp());
    }
    var unused =
        channel.writeAndFlush(
            new SegmentedDatagramPacket(frame, segment, server(stage.room())),
            channel.voidPromise());
  }

  /** All rooms are recorded from now on, or are not. */
  void record(RecordingAction action) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(stages.size());
    for (Stage stage : stages) {
      stage
          .room()
          .execute(
              new RoomCommand.OrderRecording(
                  action, Optional.of(RecordingMode.PER_TRACK), answer -> count(answer, done)));
    }
    if (!done.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(done.getCount() + " rooms refuse to " + action);
    }
  }

  private static void count(RecordingAnswer answer, CountDownLatch done) {
    if (answer instanceof RecordingAnswer.Done) {
      done.countDown();
    }
  }

  /** Forwards for a while. */
  void run(long seconds) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long left = seconds * 1000;
    while (left > 0) {
      check();
      TimeUnit.MILLISECONDS.sleep(Math.min(left, ALIVE_MILLIS));
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
  }

  /** The same, measured. */
  Phase measure(long seconds) throws IOException, InterruptedException {
    LoopStats loopBefore = loops.stats().get(0);
    WriterStats writerBefore = writer();
    long loopCpu = cpu("media-0");
    long writerCpu = cpu("recorder-");
    long start = System.nanoTime();
    probe.begin();
    run(seconds);
    List<Long> latencies = LongStream.of(probe.end()).boxed().toList();
    double elapsed = System.nanoTime() - start;
    loopCpu = cpu("media-0") - loopCpu;
    writerCpu = cpu("recorder-") - writerCpu;
    LoopStats loop = loops.stats().get(0);
    WriterStats writer = writer();
    double loopSeconds = (loop.takenNanos() - loopBefore.takenNanos()) / 1e9;
    double packets = (loop.datagramsReceived() - loopBefore.datagramsReceived()) / loopSeconds;
    return new Phase(
        latencies,
        loopCpu / (packets * elapsed / 1e9),
        loopCpu / elapsed,
        writerCpu / elapsed,
        packets,
        (writer.bytes() - writerBefore.bytes()) / elapsed * 1e9,
        queueFull(writer) - queueFull(writerBefore),
        writer.queueHighWaterBytes());
  }

  /** What the recorder has done so far. */
  RecorderStats recorder() {
    return recorder.stats();
  }

  private WriterStats writer() {
    return recorder.stats().writers().get(0);
  }

  private static long queueFull(WriterStats writer) {
    return writer.dropped().getOrDefault(PacketDropReason.QUEUE_FULL, 0L);
  }

  /** CPU time of all threads whose names begin so. */
  private static long cpu(String prefix) {
    long nanos = 0;
    for (ThreadInfo thread : THREADS.dumpAllThreads(false, false)) {
      if (thread.getThreadName().startsWith(prefix)) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }

  @Override
  public void close() throws IOException {
    publisherLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    probe.close();
    loops.close();
    recorder.close();
    library.close();
    for (Stage stage : stages) {
      for (Viewer viewer : stage.viewers()) {
        viewer.socket().close();
      }
    }
  }
}
