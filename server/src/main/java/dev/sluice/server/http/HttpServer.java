package dev.sluice.server.http;

import dev.sluice.server.time.NanoClock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
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
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
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
 * <p>The way of a request: codec (line and header limits), aggregator (body limit), {@link
 * ExchangeHandler} (routing, rate limit, response); a WebSocket route then replaces them all.
 */
// closing and shutting down are not waited for where nothing follows
@SuppressWarnings("FutureReturnValueIgnored")
public final class HttpServer {

  static final String AGGREGATOR = "aggregator";
  static final String WRITE_TIMEOUT = "write-timeout";

  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private static final int ACCEPT_BACKLOG = 1024;
  private static final long TLS_HANDSHAKE_TIMEOUT_SECONDS = 10;
  private static final long STOP_TIMEOUT_SECONDS = 5;

  private final HttpOptions options;
  private final Optional<SharedPort> shared;
  private final FileTransfers fileTransfers = new FileTransfers();
  private final ExchangeServices services;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  private EventLoopGroup loops;
  private Channel listener;

  /**
   * @param routes earlier ones win
   * @throws IllegalArgumentException when an option cannot be understood
   */
  public HttpServer(HttpOptions options, List<Route> routes, NanoClock clock) {
    this(options, routes, Optional.empty(), clock);
  }

  /**
   * @param routes earlier ones win
   * @param shared another protocol on the same port
   * @throws IllegalArgumentException when an option cannot be understood
   */
  public HttpServer(
      HttpOptions options, List<Route> routes, Optional<SharedPort> shared, NanoClock clock) {
    this.options = options;
    this.shared = shared;
    this.services =
        new ExchangeServices(
            options,
            new Router(routes),
            new RequestRateLimiter(options.rateLimit(), clock),
            new ClientAddresses(options.trustedProxies()),
            new CrossOrigin(options.allowedOrigins()),
            new EventStreams(options.eventStreams()),
            fileTransfers,
            clock);
  }

  /**
   * Binds and serves from now on.
   *
   * @throws IOException when the address cannot be bound or the certificate not be read
   */
  public void start() throws IOException {
    Optional<SslContext> tls =
        options.tls().isPresent() ? Optional.of(sslContext(options.tls().get())) : Optional.empty();
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
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    initConnection(channel, tls);
                  }
                })
            .bind(options.bind())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException("cannot listen on " + options.bind(), bound.cause());
    }
    listener = bound.channel();
    log.info("listening on {} ({})", localAddress(), tls.isPresent() ? "https" : "http");
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** The port it listens on. */
  public int port() {
    return localAddress().getPort();
  }

  /** Stops listening; open connections go on. */
  public void stopAccepting() {
    listener.close().awaitUninterruptibly();
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
  }

  private static SslContext sslContext(TlsOptions files) throws IOException {
    try {
      return SslContextBuilder.forServer(
              files.certificateChain().toFile(), files.privateKey().toFile())
          .protocols("TLSv1.3", "TLSv1.2")
          .build();
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("cannot use the certificate " + files.certificateChain(), e);
    }
  }

  private void initConnection(Channel channel, Optional<SslContext> tls) {
    if (connections.size() >= options.maxConnections()) {
      channel.close();
      return;
    }
    connections.add(channel);
    ChannelPipeline pipeline = channel.pipeline();
    shared.ifPresent(other -> pipeline.addLast(new PortSniffer(other, connections)));
    if (tls.isPresent()) {
      SslHandler handler = tls.get().newHandler(channel.alloc());
      handler.setHandshakeTimeout(TLS_HANDSHAKE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
      pipeline.addLast(handler);
    }
    pipeline.addLast(
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(options.maxRequestLineBytes())
                .setMaxHeaderSize(options.maxHeaderBytes())));
    pipeline.addLast(
        WRITE_TIMEOUT, new WriteTimeoutHandler(options.writeTimeoutNanos(), TimeUnit.NANOSECONDS));
    pipeline.addLast(AGGREGATOR, new BoundedAggregator(options.maxBodyBytes()));
    pipeline.addLast(new ExchangeHandler(services));
  }

  /** Passes an oversized request on as a failed one, so that it is answered in its turn. */
  private static final class BoundedAggregator extends HttpObjectAggregator {

    BoundedAggregator(int maxBodyBytes) {
      super(maxBodyBytes, true);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
      HttpRequest request = (HttpRequest) oversized;
      DefaultFullHttpRequest failed =
          new DefaultFullHttpRequest(request.protocolVersion(), request.method(), request.uri());
      failed.headers().set(request.headers());
      failed.setDecoderResult(DecoderResult.failure(new TooLongFrameException("body")));
      ctx.fireChannelRead(failed);
    }
  }
}
