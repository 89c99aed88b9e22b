package dev.sluice.server.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way to its response. Owned by the connection's event loop. */
// nothing is left to do about a connection that fails to close
@SuppressWarnings("FutureReturnValueIgnored")
final class Exchange {

  private static final Logger log = LoggerFactory.getLogger(ExchangeHandler.class);

  /** The connection, which is told when it may go on. */
  interface Listener {

    /** The response is out, and the connection is good for more. */
    void onAnswered();

    /** The last response is out. */
    void onLast();

    /** Events are being sent from now on. */
    void onStreaming(HttpEventStream stream);
  }

  private final ExchangeServices services;
  private final ChannelHandlerContext ctx;
  private final Listener listener;
  private final String method;
  private final String uri;
  private final HttpVersion version;
  private final Optional<String> origin;
  private final long startNanos;
  private String route = HttpStats.NO_ROUTE;
  private boolean preflight;
  private Map<String, String> preflightHeaders = Map.of();
  private boolean keepAlive;

  /** Who asks; known once a handler is asked. */
  private InetAddress client = InetAddress.getLoopbackAddress();

  Exchange(
      ExchangeServices services,
      ChannelHandlerContext ctx,
      Listener listener,
      FullHttpRequest raw) {
    this.services = services;
    this.ctx = ctx;
    this.listener = listener;
    this.method = raw.method().name();
    this.uri = raw.uri();
    this.version = raw.protocolVersion();
    this.origin = Optional.ofNullable(raw.headers().get(HttpHeaderNames.ORIGIN));
    this.keepAlive = HttpUtil.isKeepAlive(raw);
    this.startNanos = services.clock().nanoTime();
  }

  ChannelHandlerContext ctx() {
    return ctx;
  }

  /** What it asks for, for the metrics. */
  void at(Route.Pattern pattern) {
    route = pattern.text();
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

  /** Turns it away. */
  void reject(Rejected rejected) {
    services.counters().rejected(rejected.reason());
    write(rejected.response());
  }

  /** The connection becomes a WebSocket. */
  void upgraded() {
    answered(101, 0);
  }

  void run(Handler handler, Request request) {
    client = request.client();
    CompletionStage<Response> stage;
    try {
      stage = handler.handle(request);
    } catch (RuntimeException e) {
      stage = CompletableFuture.failedFuture(e);
    }
    stage.whenComplete(
        (response, failure) -> {
          if (response != null) {
            services.tokens().answered(request, response);
          }
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
    answered(response.status(), response.length());
    Map<String, String> cors = services.crossOrigin().headers(origin);
    preflightHeaders.forEach(
        (name, value) -> {
          if (!response.has(name)) {
            cors.put(name, value);
          }
        });
    ctx.writeAndFlush(services.encoding().encode(response, method, cors, keepAlive))
        .addListener((ChannelFutureListener) done -> written(done.isSuccess()));
  }

  private void send(Response response, FileBody file) {
    Optional<FileTransfer> transfer =
        services
            .fileTransfers()
            .admit(ctx, client, file, end -> written(end == FileTransfer.Outcome.SENT));
    if (transfer.isEmpty()) {
      file.close();
      write(Response.error(503, "too many downloads").with("Retry-After", "10"));
      return;
    }
    answered(response.status(), response.length());
    transfer
        .get()
        .start(
            services
                .encoding()
                .fileHead(response, services.crossOrigin().headers(origin), keepAlive));
  }

  private void written(boolean whole) {
    if (!whole) {
      ctx.close();
    } else if (keepAlive) {
      listener.onAnswered();
    } else {
      listener.onLast();
    }
  }

  private void stream(Response response, EventStream.Source source) {
    if (!ctx.channel().isActive()) {
      return;
    }
    Optional<HttpEventStream> admitted =
        services.eventStreams().admit(ctx, source, listener::onLast);
    if (admitted.isEmpty()) {
      write(Response.error(503, "too many event streams").with("Retry-After", "10"));
      return;
    }
    answered(response.status(), 0);
    listener.onStreaming(admitted.get());
    // what the source sends comes behind the head: it goes through the loop
    admitted.get().open();
    ctx.writeAndFlush(
        services.encoding().streamHead(response, version, services.crossOrigin().headers(origin)));
    // reading on is how the end of the connection is noticed
    ctx.channel().config().setAutoRead(true);
  }

  private void answered(int status, long lengthBytes) {
    long nanos = services.clock().nanoTime() - startNanos;
    services.counters().answered(route, status, nanos);
    if (log.isDebugEnabled()) {
      log.debug(
          "{} {} {} {} {} B {} us",
          ctx.channel().remoteAddress(),
          method,
          RequestTarget.redacted(uri),
          status,
          lengthBytes,
          nanos / 1_000);
    }
  }
}
