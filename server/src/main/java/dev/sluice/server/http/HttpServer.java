package dev.sluice.server.http;

import dev.sluice.server.media.AcceptGuard;
import dev.sluice.server.media.BindFailure;
import dev.sluice.server.time.NanoClock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP/1.1 server: TLS, limits and timeouts, then {@link Route}s. Made stopped; {@link #start}
 * and {@link #stop} are called once each, from one thread.
 *
 * <p>The way of a request: decoder (line and header limits), aggregator (body limit), {@link
 * ExchangeHandler} (order, deadlines), {@link Dispatcher} (routing, rates), {@link Exchange}
 * (response); a WebSocket route then replaces them all.
 */
// closing and shutting down are not waited for where nothing follows
@SuppressWarnings("FutureReturnValueIgnored")
public final class HttpServer {

  static final String FIRST_BYTE = "first-byte";
  static final String AGGREGATOR = "aggregator";
  static final String WRITE_TIMEOUT = "write-timeout";

  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private static final int ACCEPT_BACKLOG = 1024;
  private static final long STOP_TIMEOUT_SECONDS = 5;

  private final HttpOptions options;
  private final Optional<SharedPort> shared;
  private final FileTransfers fileTransfers = new FileTransfers();
  private final ExchangeServices services;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final HttpCounters counters = new HttpCounters();
  private final ConnectionGate connectionGate;

  /** Null without TLS. */
  private TlsHandshakes tls;

  private EventLoopGroup loops;
  private Channel listener;

  /**
   * @param routes earlier ones win
   * @throws IllegalArgumentException when an option cannot be understood
   */
  public HttpServer(HttpOptions options, List<Route> routes, NanoClock clock) {
    this(options, routes, Optional.empty(), RoomResidence.ALONE, TokenGuard.none(clock), clock);
  }

  /**
   * @param routes earlier ones win
   * @param shared another protocol on the same port
   * @param residence which requests about rooms are for this server
   * @param tokens who tries out tokens
   * @throws IllegalArgumentException when an option cannot be understood
   */
  public HttpServer(
      HttpOptions options,
      List<Route> routes,
      Optional<SharedPort> shared,
      RoomResidence residence,
      TokenGuard tokens,
      NanoClock clock) {
    this.options = options;
    this.shared = shared;
    ClientAddresses addresses = new ClientAddresses(options.trustedProxies());
    HttpLimits.Counts counts = options.limits().counts();
    this.connectionGate = new ConnectionGate(counts, connections, addresses, counters);
    this.services =
        new ExchangeServices(
            options,
            new Router(routes),
            residence,
            new RequestGate(options.rates(), clock),
            tokens,
            addresses,
            new ClientCounts(counts.webSocketsPerClient()),
            new CrossOrigin(options.allowedOrigins()),
            ResponseEncoding.of(options),
            new EventStreams(options.eventStreams()),
            fileTransfers,
            counters,
            clock);
  }

  /**
   * Binds and serves from now on.
   *
   * @throws BindException when the address cannot be bound, with what follows "cannot start: "
   * @throws IOException with a sentence's end, when the certificate cannot be used
   */
  public void start() throws IOException {
    tls =
        options.tls().isPresent()
            ? new TlsHandshakes(
                options.tls().get(), services.clientAddresses(), counters, services.clock())
            : null;
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> channelType =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    loops =
        new MultiThreadIoEventLoopGroup(
            options.threads(), new DefaultThreadFactory("http", true), io);
    var bound =
        new ServerBootstrap()
            .group(loops)
            .channel(channelType)
            .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(new AcceptGuard(() -> counters.rejected(HttpRejection.NOT_ACCEPTED)))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    initConnection(channel);
                  }
                })
            .bind(options.bind())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      closeTls();
      BindException refused = new BindException(BindFailure.reason(options.bind(), bound.cause()));
      refused.initCause(bound.cause());
      throw refused;
    }
    listener = bound.channel();
    log.info("listening on {} ({})", localAddress(), tls != null ? "https" : "http");
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** What it has done so far. Any thread may ask. */
  public HttpStats stats() {
    return counters.stats(connections.size());
  }

  /** The certificate, once started with TLS. Any thread may ask. */
  public Optional<TlsStats> tlsStats() {
    return Optional.ofNullable(tls).map(TlsHandshakes::stats);
  }

  /**
   * Looks now whether the certificate's files have changed, as it does every few seconds by itself.
   * Started with TLS only. Blocks on the disk.
   */
  public void lookAtCertificate() {
    tls.look();
  }

  /** The port it listens on. */
  public int port() {
    return localAddress().getPort();
  }

  /** Stops listening; open connections go on. */
  public void stopAccepting() {
    listener.close().awaitUninterruptibly();
  }

  private void closeTls() {
    if (tls != null) {
      tls.close();
    }
  }

  /** Closes everything and waits a few seconds at most until the threads are done. */
  public void stop() {
    fileTransfers.close();
    if (loops == null) {
      return;
    }
    if (listener != null) {
      stopAccepting();
    }
    connections.close().awaitUninterruptibly(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    loops
        .shutdownGracefully(0, STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    closeTls();
  }

  private void initConnection(Channel channel) {
    if (!connectionGate.admits(channel)) {
      channel.close();
      return;
    }
    ChannelPipeline pipeline = channel.pipeline();
    shared.ifPresent(other -> pipeline.addLast(new PortSniffer(other, connections)));
    if (tls != null && !tls.begin(channel, pipeline)) {
      channel.close();
      return;
    }
    ExchangeHandler exchanges = new ExchangeHandler(services);
    HttpLimits limits = options.limits();
    pipeline.addLast(FIRST_BYTE, new FirstByte(exchanges));
    pipeline.addLast(new StrictRequestDecoder(limits.sizes()));
    pipeline.addLast(new HttpResponseEncoder());
    pipeline.addLast(
        WRITE_TIMEOUT,
        new WriteTimeoutHandler(limits.timeouts().writeNanos(), TimeUnit.NANOSECONDS));
    pipeline.addLast(AGGREGATOR, new BoundedAggregator(limits.sizes().bodyBytes()));
    pipeline.addLast(exchanges);
  }

  /** Tells a connection's exchanges that something has come, before it is understood. */
  private static final class FirstByte extends ChannelInboundHandlerAdapter {

    private final ExchangeHandler exchanges;

    FirstByte(ExchangeHandler exchanges) {
      this.exchanges = exchanges;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      exchanges.onBytes();
      ctx.fireChannelRead(message);
    }
  }
}
