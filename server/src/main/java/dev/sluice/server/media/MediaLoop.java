package dev.sluice.server.media;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.room.RoomHome;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.transport.DatagramSink;
import dev.sluice.server.transport.TransportDirectory;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that owns whole rooms: its sockets, their transports, the forwarding and the timers.
 * Nothing on the packet path leaves it.
 *
 * <pre>
 *   wake-up ─ read up to 64 datagrams ─ each to its receiver ─ onBatchEnd of who asked ─ flush
 *           ─ 5 ms tick              ─ onTick of every tenant ─ onBatchEnd of who asked ─ flush
 *           ─ a task from the mailbox                         ─ onBatchEnd of who asked ─ flush
 * </pre>
 *
 * What a receiver, tenant or task throws stops here: it is counted and logged, and the others never
 * notice.
 */
final class MediaLoop implements RoomHome, UdpSocket.Listener, TcpPath.Listener {

  /** How many datagrams one socket may bring before the others and the timers get their turn. */
  static final int MAX_BATCH = 64;

  /** Longer than what fits through any path a WebRTC peer uses; also the size of read buffers. */
  static final int MAX_DATAGRAM_BYTES = 2048;

  private static final long TICK_NANOS = 5_000_000L;
  private static final long STATS_INTERVAL_NANOS = 1_000_000_000L;
  private static final Logger log = LoggerFactory.getLogger(MediaLoop.class);

  private final int index;
  private final EventLoopGroup group;
  private final EventLoop eventLoop;
  private final NanoClock clock;
  private final LoopMeter meter;
  private final LoopCounters counters = new LoopCounters();
  private final TransportTable table;
  private final TcpPaths tcp = new TcpPaths();
  private final EgressBuffer egress = new EgressBuffer();
  private final Tenants tenants = new Tenants();
  private final FailureLog failureLog = new FailureLog(log);
  private final byte[] scratch = new byte[MAX_DATAGRAM_BYTES];
  private final Executor mailbox = this::post;
  private final Tenants.Visitor batchEnd = this::endBatchOf;
  private final Tenants.Visitor tick = this::tickOf;
  private List<UdpSocket> sockets = List.of();
  private List<InetSocketAddress> udpAddresses = List.of();
  private List<InetSocketAddress> tcpAddresses = List.of();
  private volatile List<IceCandidate> candidates = List.of();

  private Future<?> ticking;
  private boolean batchOpen;
  private long batchNanos;
  private long sentBeforeBatch;
  private long nextTickNanos;
  private volatile LoopStats stats;
  private volatile int load;

  MediaLoop(int index, EventLoopGroup group, UfragIndex ufrags, NanoClock clock) {
    this.index = index;
    this.table = new TransportTable(ufrags, this);
    this.group = group;
    this.eventLoop = group.next();
    this.clock = clock;
    long nowNanos = clock.nanoTime();
    this.meter = new LoopMeter(nowNanos);
    this.stats = snapshot(nowNanos, meter.atRest());
  }

  LoopCounters counters() {
    return counters;
  }

  EventLoopGroup group() {
    return group;
  }

  /**
   * Takes the bound sockets and starts ticking. Called once, by the thread that starts the loop.
   */
  void start(List<UdpSocket> bound, List<InetSocketAddress> reachableAt) {
    udpAddresses = reachableAt;
    candidates = HostCandidates.of(udpAddresses, tcpAddresses);
    eventLoop.execute(
        () -> {
          sockets = List.copyOf(bound);
          sockets.forEach(socket -> socket.channel().config().setAutoRead(true));
          long nowNanos = clock.nanoTime();
          meter.start(nowNanos);
          nextTickNanos = nowNanos + TICK_NANOS;
          ticking =
              eventLoop.scheduleWithFixedDelay(
                  this::onTick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
        });
  }

  /** Peers are told from now on that TCP leads here too. Called by the thread that starts it. */
  void offerTcp(List<InetSocketAddress> reachableAt) {
    tcpAddresses = Stream.concat(tcpAddresses.stream(), reachableAt.stream()).distinct().toList();
    candidates = HostCandidates.of(udpAddresses, tcpAddresses);
  }

  /**
   * Takes over a TCP connection that has left its former event loop, if it can. Any thread.
   *
   * @param first what has been read of it
   */
  void adopt(Channel channel, byte[] first, IntakeGate.Ticket ticket, IceTcp intake) {
    eventLoop
        .register(channel)
        .addListener(
            done -> {
              if (done.isSuccess() && channel.remoteAddress() != null) {
                guarded("a new connection failed", () -> open(channel, first, ticket, intake));
              } else {
                intake.refused(TcpRefusal.LOST, ticket);
                var unused = channel.close();
              }
            });
  }

  private void open(Channel channel, byte[] first, IntakeGate.Ticket ticket, IceTcp intake) {
    TcpPath path = new TcpPath(channel, tcp, counters, this, intake, ticket, clock.nanoTime());
    tcp.add(path);
    path.begin(first);
  }

  /** Closes the sockets and ends the thread; tasks already posted still run. */
  Future<?> close() {
    eventLoop.execute(
        () -> {
          if (ticking != null) {
            ticking.cancel(false);
          }
          tcp.closeAll();
        });
    return group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }

  /** The snapshot of this second. Any thread. */
  LoopStats stats() {
    return stats;
  }

  /** Rooms plus participants, for placement. Any thread. */
  int load() {
    return load;
  }

  // ---- RoomHome

  @Override
  public Executor mailbox() {
    return mailbox;
  }

  @Override
  public List<IceCandidate> candidates() {
    return candidates;
  }

  @Override
  public DatagramSink sink() {
    return egress;
  }

  @Override
  public TransportDirectory directory() {
    return table;
  }

  @Override
  public void attach(Tenant tenant) {
    tenants.attach(tenant);
    updateLoad();
  }

  @Override
  public void detach(Tenant tenant) {
    tenants.detach(tenant);
    updateLoad();
  }

  @Override
  public void requestBatchEnd(Tenant tenant) {
    tenants.await(tenant);
  }

  // ---- the three kinds of wake-ups

  @Override
  public void onDatagram(UdpSocket socket, ByteBuf content, InetSocketAddress sender) {
    openBatch();
    int length = content.readableBytes();
    counters.datagramsReceived++;
    counters.bytesReceived += length;
    // a full buffer may hold the beginning of something longer
    if (length == 0 || length == MAX_DATAGRAM_BYTES) {
      counters.drop(DatagramDrop.BAD_LENGTH);
      return;
    }
    content.getBytes(content.readerIndex(), scratch, 0, length);
    try {
      DatagramDrop dropped = table.deliver(socket, sender, scratch, length, batchNanos);
      if (dropped != null) {
        counters.drop(dropped);
      }
    } catch (Throwable e) {
      counters.drop(DatagramDrop.RECEIVER_FAILED);
      failed("a receiver failed", e);
    }
  }

  @Override
  public void onFrame(TcpPath path, byte[] data, int offset, int length) {
    openBatch();
    path.heard(batchNanos);
    counters.tcpDatagramsReceived++;
    counters.tcpBytesReceived += length;
    try {
      DatagramDrop dropped = table.deliver(path, data, offset, length, batchNanos);
      if (dropped != null) {
        counters.drop(dropped);
      }
    } catch (Throwable e) {
      counters.drop(DatagramDrop.RECEIVER_FAILED);
      failed("a receiver failed", e);
    }
  }

  @Override
  public void onFrameTooLong() {
    counters.drop(DatagramDrop.BAD_LENGTH);
  }

  @Override
  public void onClosed(TcpPath path) {
    tcp.remove(path);
    guarded("a lost path failed", () -> table.lost(path, clock.nanoTime()));
  }

  private void openBatch() {
    if (!batchOpen) {
      batchOpen = true;
      batchNanos = clock.nanoTime();
      sentBeforeBatch = counters.sent();
      counters.batches++;
    }
  }

  @Override
  public void onReadComplete() {
    if (batchOpen) {
      batchOpen = false;
      finishWork(batchNanos);
      meter.onBatch(clock.nanoTime() - batchNanos, counters.sent() - sentBeforeBatch);
    }
  }

  /** An exception would end the ticking for good. */
  private void onTick() {
    try {
      tickOnce();
    } catch (Throwable e) {
      failed("a tick failed", e);
    }
  }

  private void tickOnce() {
    long nowNanos = clock.nanoTime();
    meter.onTick(nowNanos - nextTickNanos);
    tenants.visitAttached(tick, nowNanos);
    for (UdpSocket socket : sockets) {
      socket.onTick(nowNanos);
    }
    tcp.onTick(nowNanos);
    finishWork(nowNanos);
    if (nowNanos - meter.measuredNanos() >= STATS_INTERVAL_NANOS) {
      publishStats(nowNanos);
    }
    nextTickNanos = clock.nanoTime() + TICK_NANOS;
  }

  private void post(Runnable task) {
    eventLoop.execute(() -> guarded("a task failed", task));
  }

  private void guarded(String failure, Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      failed(failure, e);
    }
    finishWork(clock.nanoTime());
  }

  private void finishWork(long nowNanos) {
    if (tenants.anyWaiting()) {
      tenants.visitWaiting(batchEnd, nowNanos);
    }
    egress.finish();
    for (int i = 0; i < sockets.size(); i++) {
      sockets.get(i).flush();
    }
    tcp.finish();
  }

  private void endBatchOf(Tenant tenant, long nowNanos) {
    try {
      tenant.onBatchEnd(nowNanos);
    } catch (Throwable e) {
      failed("a tenant failed at the end of a batch", e);
    }
  }

  private void tickOf(Tenant tenant, long nowNanos) {
    try {
      tenant.onTick(nowNanos);
    } catch (Throwable e) {
      failed("a tenant failed in its tick", e);
    }
  }

  @Override
  public void onSocketError(UdpSocket socket, Throwable cause) {
    counters.drop(DatagramDrop.SOCKET_ERROR);
    log.debug("socket {}: {}", socket.local(), cause.toString());
  }

  private void failed(String what, Throwable cause) {
    egress.abandon();
    counters.failures++;
    failureLog.failed(what, cause, clock.nanoTime());
  }

  // ---- what others see

  private void updateLoad() {
    load = tenants.size() + table.ufrags();
  }

  private void publishStats(long nowNanos) {
    updateLoad();
    stats = snapshot(nowNanos, meter.measure(nowNanos));
  }

  private LoopStats snapshot(long nowNanos, LoopStats.Work work) {
    return new LoopStats(
        index,
        nowNanos,
        tenants.size(),
        table.ufrags(),
        table.boundPaths(),
        counters.datagramsReceived,
        counters.bytesReceived,
        counters.batches,
        counters.datagramsSent,
        counters.bytesSent,
        counters.sends,
        counters.segmentedSends,
        counters.failures,
        new LoopStats.Tcp(
            tcp.size(),
            counters.tcpDatagramsReceived,
            counters.tcpBytesReceived,
            counters.tcpDatagramsSent,
            counters.tcpBytesSent),
        work,
        counters.drops());
  }
}
