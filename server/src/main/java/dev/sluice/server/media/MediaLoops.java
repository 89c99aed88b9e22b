package dev.sluice.server.media;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.room.RoomHome;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomPlacement;
import dev.sluice.server.time.NanoClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All media loops of this server, and the choice among them. Thread-safe. */
public final class MediaLoops implements RoomPlacement, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MediaLoops.class);

  /** Netty's own property; who sets it gets what it says. */
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  private final List<MediaLoop> loops;
  private final boolean segmentation;
  private final NatOptions nat;
  private final IceTcpOptions tcp;
  private final List<InetAddress> bound;
  private final IceTcp iceTcp;
  private final Optional<TcpAcceptor> acceptor;
  private final AtomicInteger turn = new AtomicInteger();
  private final int grantedBufferBytes;

  private MediaLoops(Starter starter) {
    grantedBufferBytes = starter.smallestBufferBytes;
    loops = List.copyOf(starter.started);
    segmentation = starter.segmentation;
    nat = starter.options.nat();
    tcp = starter.options.tcp();
    bound = List.copyOf(starter.bound);
    iceTcp = starter.iceTcp;
    acceptor = starter.acceptor;
  }

  /**
   * Binds every loop's sockets and starts the threads.
   *
   * @throws MediaException when an address cannot be bound, or there is none
   */
  public static MediaLoops start(MediaOptions options, NanoClock clock) {
    if (System.getProperty(LEAK_DETECTION) == null) {
      // the stack traces it samples are a sixth of the packet path's garbage
      ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }
    return new Starter(options, clock).start();
  }

  /** A snapshot of each loop, at most a second old or so. */
  public List<LoopStats> stats() {
    return loops.stream().map(MediaLoop::stats).toList();
  }

  /** The candidates of all loops. */
  public List<IceCandidate> candidates() {
    return loops.stream().flatMap(loop -> loop.candidates().stream()).toList();
  }

  /** The way in for TCP connections of other listeners. */
  public IceTcp iceTcp() {
    return iceTcp;
  }

  /**
   * HTTP listens at {@code http} and hands ICE's connections over: peers are told so from now on.
   *
   * @throws MediaException when no address that peers are told leads there
   */
  public void offerHttpPort(InetSocketAddress http) {
    List<InetSocketAddress> announced =
        AnnouncedAddresses.ofHttp(http, bound, nat, tcp.httpPublicPort());
    loops.forEach(loop -> loop.offerTcp(announced));
    log.info("ice-tcp on the HTTP port, announced={}", announced);
  }

  /** The smallest of the buffers that the kernel gave to sockets. */
  public int grantedBufferBytes() {
    return grantedBufferBytes;
  }

  /** Whether equal datagrams leave as one send. */
  public boolean segmentation() {
    return segmentation;
  }

  /** The loop with the fewest rooms and participants; among equals each in turn. */
  @Override
  public RoomHome place(RoomId room) {
    int start = Math.floorMod(turn.getAndIncrement(), loops.size());
    MediaLoop best = loops.get(start);
    for (int i = 1; i < loops.size(); i++) {
      MediaLoop other = loops.get((start + i) % loops.size());
      if (other.load() < best.load()) {
        best = other;
      }
    }
    return best;
  }

  /** Ends every loop once the tasks already posted have run, and waits for it. */
  @Override
  public void close() {
    acceptor.ifPresent(TcpAcceptor::close);
    List<Future<?>> ends = new ArrayList<>();
    loops.forEach(loop -> ends.add(loop.close()));
    ends.forEach(Future::awaitUninterruptibly);
  }

  /** What is needed only while starting. */
  private static final class Starter {

    private final MediaOptions options;
    private final NanoClock clock;
    private final SocketTransport transport;
    private final boolean segmentation;
    private final List<InetAddress> addresses;
    private final List<MediaLoop> started = new ArrayList<>();
    private final Set<InetAddress> bound = new LinkedHashSet<>();
    private final UfragIndex ufrags = new UfragIndex();
    private final IceTcp iceTcp = new IceTcp(ufrags);
    private Optional<TcpAcceptor> acceptor = Optional.empty();
    private int smallestBufferBytes = Integer.MAX_VALUE;

    Starter(MediaOptions options, NanoClock clock) {
      this.options = options;
      this.clock = clock;
      transport = SocketTransport.choose(options.transport());
      segmentation =
          options.segmentation() == MediaOptions.Segmentation.AUTO
              && SegmentationProbe.works(transport);
      addresses = addressesToBind();
    }

    MediaLoops start() {
      try {
        for (int i = 0; i < options.loops(); i++) {
          startLoop(i);
        }
        options.tcp().port().ifPresent(this::listenForTcp);
      } catch (RuntimeException e) {
        new MediaLoops(this).close();
        throw e;
      }
      log.info(
          "media loops={} sockets={} segmentation={} ice-tcp={} addresses={}",
          options.loops(),
          transport,
          segmentation ? "on" : "off",
          acceptor.map(tcp -> "on").orElse("off"),
          addresses.stream().map(InetAddress::getHostAddress).toList());
      if (smallestBufferBytes < options.socketBufferBytes()) {
        log.warn(
            "the kernel grants socket buffers of {} bytes instead of {}: bursts may be lost; raise"
                + " net.core.rmem_max and net.core.wmem_max to that",
            smallestBufferBytes,
            options.socketBufferBytes());
      }
      return new MediaLoops(this);
    }

    /** Behind a NAT nobody reaches us over loopback, unless loopback is what was configured. */
    private List<InetAddress> addressesToBind() {
      if (!options.bindAddresses().isEmpty()) {
        return options.bindAddresses();
      }
      List<PublicAddress> outer = options.nat().publicAddresses();
      boolean loopback =
          outer.isEmpty() || outer.stream().anyMatch(each -> each.address().isLoopbackAddress());
      return LocalAddresses.all().stream()
          .filter(address -> loopback || !address.isLoopbackAddress())
          .toList();
    }

    private void startLoop(int index) {
      ThreadFactory threads = task -> new FastThreadLocalThread(task, "media-" + index);
      EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, threads, transport.ioHandlers());
      MediaLoop loop = new MediaLoop(index, group, ufrags, clock);
      started.add(loop);
      List<UdpSocket> sockets = new ArrayList<>();
      int port = options.udpPort() == 0 ? 0 : options.udpPort() + index;
      for (InetAddress address : addresses) {
        UdpSocket socket = bind(loop, address, port);
        if (socket != null) {
          sockets.add(socket);
        }
      }
      if (sockets.isEmpty()) {
        throw new MediaException(
            "None of the addresses "
                + addresses
                + " can be bound for media on UDP port "
                + port
                + ".");
      }
      int publicPort = options.nat().udpPort() == 0 ? 0 : options.nat().udpPort() + index;
      List<InetSocketAddress> local = sockets.stream().map(UdpSocket::local).toList();
      local.forEach(socket -> bound.add(socket.getAddress()));
      loop.start(sockets, AnnouncedAddresses.of(local, options.nat(), publicPort));
    }

    private void listenForTcp(int port) {
      TcpAcceptor listening = TcpAcceptor.listen(transport, List.copyOf(bound), port, iceTcp);
      acceptor = Optional.of(listening);
      List<InetSocketAddress> announced =
          AnnouncedAddresses.of(listening.bound(), options.nat(), options.tcp().publicPort());
      started.forEach(loop -> loop.offerTcp(announced));
    }

    /** Null for an address that has gone, or is not yet usable: its interface is being set up. */
    private UdpSocket bind(MediaLoop loop, InetAddress address, int port) {
      SocketProtocolFamily family =
          address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
      DatagramChannel channel = transport.newChannel(family);
      UdpSocket socket = new UdpSocket(channel, loop.counters(), segmentation, loop);
      ChannelFuture bound =
          new Bootstrap()
              .group(loop.group())
              .channelFactory(() -> channel)
              .option(ChannelOption.AUTO_READ, false)
              .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
              .option(ChannelOption.SO_RCVBUF, options.socketBufferBytes())
              .option(ChannelOption.SO_SNDBUF, options.socketBufferBytes())
              .option(
                  ChannelOption.WRITE_BUFFER_WATER_MARK,
                  new WriteBufferWaterMark(
                      UdpSocket.MAX_QUEUED_BYTES / 2, UdpSocket.MAX_QUEUED_BYTES))
              .option(
                  ChannelOption.RECVBUF_ALLOCATOR,
                  new FixedRecvByteBufAllocator(MediaLoop.MAX_DATAGRAM_BYTES)
                      .maxMessagesPerRead(MediaLoop.MAX_BATCH))
              .handler(socket)
              .bind(new InetSocketAddress(address, port))
              .awaitUninterruptibly();
      if (!bound.isSuccess()) {
        String reason = BindFailure.plain(bound.cause());
        if (reason.contains("Cannot assign requested address")) {
          log.warn("address {} cannot be bound: {}", address.getHostAddress(), reason);
          return null;
        }
        throw new MediaException(
            "UDP port %d on %s cannot be bound for media (MEDIA_UDP_PORT): %s."
                .formatted(
                    port,
                    address.getHostAddress(),
                    BindFailure.reason(new InetSocketAddress(address, port), bound.cause())),
            bound.cause());
      }
      socket.bound(address, channel.localAddress().getPort());
      noteBuffers(channel);
      return socket;
    }

    private void noteBuffers(Channel channel) {
      int granted =
          Math.min(
              channel.config().getOption(ChannelOption.SO_RCVBUF),
              channel.config().getOption(ChannelOption.SO_SNDBUF));
      smallestBufferBytes = Math.min(smallestBufferBytes, transport.grantedBufferBytes(granted));
    }
  }
}
