package dev.sluice.server.http;

import dev.sluice.server.http.EventStream.CloseReason;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.WriteTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The exchanges of one connection, one after the other: the next request is read when the response
 * before it is written, so pipelined requests are answered in order and cannot pile up. Owned by
 * the connection's event loop.
 */
// nothing is left to do about a connection that fails to close
@SuppressWarnings("FutureReturnValueIgnored")
final class ExchangeHandler extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(ExchangeHandler.class);

  /** How long a connection is still read and thrown away after a last response. */
  private static final long LINGER_MILLIS = 1_000;

  private enum State {
    /** For a request, until the deadline. */
    AWAITING,
    /** A route is at work. */
    ANSWERING,
    /** Events are being sent; nothing more is taken from this connection. */
    STREAMING,
    /** The last response is out; what still comes in is thrown away. */
    LINGERING
  }

  private final ExchangeServices services;

  /** Pipelined requests that came along with the present one, at most one socket read of them. */
  private final Queue<FullHttpRequest> pending = new ArrayDeque<>();

  private State state = State.AWAITING;
  private ScheduledFuture<?> deadline;
  private Optional<HttpEventStream> eventStream = Optional.empty();

  ExchangeHandler(ExchangeServices services) {
    this.services = services;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    awaitRequest(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cancelDeadline();
    dropPending();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state = State.LINGERING;
    cancelDeadline();
    dropPending();
    eventStream.ifPresent(stream -> stream.disconnected(CloseReason.DISCONNECTED));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("connection of {} failed: {}", ctx.channel().remoteAddress(), cause.toString());
    if (cause instanceof WriteTimeoutException) {
      eventStream.ifPresent(stream -> stream.disconnected(CloseReason.TOO_SLOW));
    }
    ctx.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    FullHttpRequest raw = (FullHttpRequest) message;
    if (state == State.LINGERING || state == State.STREAMING) {
      raw.release();
      return;
    }
    pending.add(raw);
    if (state == State.AWAITING) {
      next(ctx);
    }
  }

  private void next(ChannelHandlerContext ctx) {
    FullHttpRequest raw = pending.poll();
    if (raw == null) {
      return;
    }
    cancelDeadline();
    state = State.ANSWERING;
    try {
      answer(ctx, raw);
    } finally {
      raw.release();
    }
  }

  private void dropPending() {
    pending.forEach(FullHttpRequest::release);
    pending.clear();
  }

  private void awaitRequest(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive()) {
      return;
    }
    state = State.AWAITING;
    if (!pending.isEmpty()) {
      // not at once: a long pipeline would become a deep recursion
      ctx.executor().execute(() -> next(ctx));
      return;
    }
    deadline =
        ctx.executor()
            .schedule(
                (Runnable) ctx::close,
                services.options().requestTimeoutNanos(),
                TimeUnit.NANOSECONDS);
    ctx.read();
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void answer(ChannelHandlerContext ctx, FullHttpRequest raw) {
    Exchange exchange = new Exchange(ctx, raw);
    if (!raw.decoderResult().isSuccess()) {
      exchange.closeAfterwards();
      exchange.write(DecoderFailure.response(raw.decoderResult().cause()));
      return;
    }
    Optional<RequestTarget> target = RequestTarget.parse(raw.uri());
    if (target.isEmpty()) {
      exchange.write(Response.error(400, "malformed request target"));
      return;
    }
    Optional<Router.Match> match =
        services.router().find(raw.method().name(), target.get().segments());
    if (match.isEmpty()) {
      exchange.write(Response.error(404, "not found"));
      return;
    }
    if (raw.method().name().equals("OPTIONS")) {
      exchange.answersPreflight(raw.headers(), match.get().methods());
      if (match.get().route().isEmpty()) {
        exchange.write(
            Response.status(204).with("Allow", String.join(", ", match.get().methods())));
        return;
      }
    }
    if (match.get().route().isEmpty()) {
      exchange.write(
          Response.error(405, "method not allowed")
              .with("Allow", String.join(", ", match.get().methods())));
      return;
    }
    Route route = match.get().route().get();
    Request request = request(ctx, raw, target.get(), match.get().variables());
    boolean counts = route.limit() == Route.Limit.LIMITED && !exchange.isPreflight();
    if (counts && !services.rateLimiter().admits(request.client())) {
      exchange.write(Response.error(429, "too many requests").with("Retry-After", "1"));
    } else if (route instanceof Route.Exchange plain) {
      exchange.run(plain.handler(), request);
    } else if (route instanceof Route.Switch upgrade) {
      upgrade(exchange, raw, request, upgrade.upgrade());
    } else {
      throw new AssertionError(route);
    }
  }

  private Request request(
      ChannelHandlerContext ctx,
      FullHttpRequest raw,
      RequestTarget target,
      Map<String, String> variables) {
    return Request.of(
        raw,
        target,
        variables,
        forwarded ->
            ctx.channel().remoteAddress() instanceof InetSocketAddress peer
                ? services.clientAddresses().client(peer, forwarded)
                : InetAddress.getLoopbackAddress());
  }

  private void upgrade(Exchange exchange, FullHttpRequest raw, Request request, Upgrade upgrade) {
    if (!raw.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
        || !raw.headers()
            .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
      exchange.write(Response.error(426, "this is a WebSocket").with("Upgrade", "websocket"));
      return;
    }
    Optional<Response> refusal = upgrade.refusal(request);
    if (refusal.isPresent()) {
      exchange.write(refusal.get());
      return;
    }
    exchange.log(101, 0);
    ChannelPipeline pipeline = exchange.ctx.pipeline();
    pipeline.remove(HttpServer.AGGREGATOR);
    pipeline.remove(HttpServer.WRITE_TIMEOUT);
    upgrade.accept(exchange.ctx.channel(), raw, request);
    pipeline.remove(this);
    exchange.ctx.channel().config().setAutoRead(true);
  }

  /** One request on its way to its response. */
  private final class Exchange {

    private final ChannelHandlerContext ctx;
    private final String method;
    private final String uri;
    private final HttpVersion version;
    private final Optional<String> origin;
    private final long startNanos = services.clock().nanoTime();
    private boolean preflight;
    private Map<String, String> preflightHeaders = Map.of();
    private boolean keepAlive;

    Exchange(ChannelHandlerContext ctx, FullHttpRequest raw) {
      this.ctx = ctx;
      this.method = raw.method().name();
      this.uri = raw.uri();
      this.version = raw.protocolVersion();
      this.origin = Optional.ofNullable(raw.headers().get(HttpHeaderNames.ORIGIN));
      this.keepAlive = HttpUtil.isKeepAlive(raw);
    }

    /** An OPTIONS request; a preflight learns what CORS allows, besides what a route says. */
    void answersPreflight(HttpHeaders headers, Set<String> methods) {
      if (headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
        preflight = true;
        preflightHeaders = CrossOrigin.preflightHeaders(methods);
      }
    }

    boolean isPreflight() {
      return preflight;
    }

    void closeAfterwards() {
      keepAlive = false;
    }

    void run(Handler handler, Request request) {
      CompletionStage<Response> stage;
      try {
        stage = handler.handle(request);
      } catch (RuntimeException e) {
        stage = CompletableFuture.failedFuture(e);
      }
      stage.whenComplete(
          (response, failure) -> {
            if (ctx.executor().inEventLoop()) {
              finish(response, failure);
            } else {
              ctx.executor().execute(() -> finish(response, failure));
            }
          });
    }

    private void finish(Response response, Throwable failure) {
      if (failure != null) {
        log.warn("{} {} failed", method, RequestTarget.redacted(uri), failure);
        write(Response.error(500, "internal error"));
      } else {
        write(response);
      }
    }

    void write(Response response) {
      if (response.events().isPresent() && !method.equals("HEAD")) {
        stream(response, response.events().get());
        return;
      }
      Optional<FileBody> file = response.file();
      if (file.isPresent() && !method.equals("HEAD")) {
        send(response, file.get());
        return;
      }
      file.ifPresent(FileBody::close);
      log(response.status(), response.length());
      Map<String, String> cors = services.crossOrigin().headers(origin);
      preflightHeaders.forEach(
          (name, value) -> {
            if (!response.has(name)) {
              cors.put(name, value);
            }
          });
      ctx.writeAndFlush(ResponseEncoding.encode(response, method, cors, keepAlive))
          .addListener((ChannelFutureListener) done -> written(done.isSuccess()));
    }

    private void send(Response response, FileBody file) {
      Optional<FileTransfer> transfer =
          services
              .fileTransfers()
              .admit(ctx, file, end -> written(end == FileTransfer.Outcome.SENT));
      if (transfer.isEmpty()) {
        file.close();
        write(Response.error(503, "too many downloads").with("Retry-After", "10"));
        return;
      }
      log(response.status(), response.length());
      transfer
          .get()
          .start(
              ResponseEncoding.fileHead(
                  response, services.crossOrigin().headers(origin), keepAlive));
    }

    private void written(boolean whole) {
      if (!whole) {
        ctx.close();
      } else if (keepAlive) {
        awaitRequest(ctx);
      } else {
        linger();
      }
    }

    private void stream(Response response, EventStream.Source source) {
      if (!ctx.channel().isActive()) {
        return;
      }
      Optional<HttpEventStream> admitted = services.eventStreams().admit(ctx, source, this::linger);
      if (admitted.isEmpty()) {
        write(Response.error(503, "too many event streams").with("Retry-After", "10"));
        return;
      }
      log(response.status(), 0);
      state = State.STREAMING;
      dropPending();
      eventStream = admitted;
      // what the source sends comes behind the head: it goes through the loop
      admitted.get().open();
      ctx.writeAndFlush(
          ResponseEncoding.streamHead(response, version, services.crossOrigin().headers(origin)));
      // reading on is how the end of the connection is noticed
      ctx.channel().config().setAutoRead(true);
    }

    /**
     * Closing while unread bytes wait makes the kernel reset the connection, and the client may
     * never see the response. RFC 9112 section 9.6.
     */
    private void linger() {
      state = State.LINGERING;
      dropPending();
      ctx.channel().config().setAutoRead(true);
      if (ctx.channel() instanceof DuplexChannel duplex) {
        duplex.shutdownOutput();
      }
      ctx.executor().schedule((Runnable) ctx::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    void log(int status, long lengthBytes) {
      if (log.isDebugEnabled()) {
        log.debug(
            "{} {} {} {} {} B {} us",
            ctx.channel().remoteAddress(),
            method,
            RequestTarget.redacted(uri),
            status,
            lengthBytes,
            (services.clock().nanoTime() - startNanos) / 1_000);
      }
    }
  }
}
