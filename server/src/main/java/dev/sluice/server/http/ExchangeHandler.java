package dev.sluice.server.http;

import dev.sluice.server.http.EventStream.CloseReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.timeout.WriteTimeoutException;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
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
  private final Dispatcher dispatcher;

  /** Pipelined requests that came along with the present one, at most one socket read of them. */
  private final Queue<FullHttpRequest> pending = new ArrayDeque<>();

  private State state = State.AWAITING;
  private ChannelHandlerContext self;
  private ScheduledFuture<?> deadline;
  private int requests;

  /** Something of the awaited request has come. */
  private boolean receiving;

  private Optional<HttpEventStream> eventStream = Optional.empty();

  ExchangeHandler(ExchangeServices services) {
    this.services = services;
    this.dispatcher = new Dispatcher(services);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    self = ctx;
    awaitRequest(ctx, services.options().limits().timeouts().requestNanos());
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
      services.counters().rejected(HttpRejection.TIMEOUT);
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
      Exchange exchange = new Exchange(services, ctx, new Turn(ctx), raw);
      if (++requests >= services.options().limits().counts().requestsPerConnection()) {
        exchange.closeAfterwards();
      }
      dispatcher.dispatch(exchange, raw, this);
    } finally {
      raw.release();
    }
  }

  private void dropPending() {
    pending.forEach(FullHttpRequest::release);
    pending.clear();
  }

  private void awaitRequest(ChannelHandlerContext ctx, long withinNanos) {
    if (!ctx.channel().isActive()) {
      return;
    }
    state = State.AWAITING;
    if (!pending.isEmpty()) {
      // not at once: a long pipeline would become a deep recursion
      ctx.executor().execute(() -> next(ctx));
      return;
    }
    receiving = false;
    deadline(ctx, withinNanos);
    ctx.read();
  }

  private void deadline(ChannelHandlerContext ctx, long nanos) {
    cancelDeadline();
    deadline = ctx.executor().schedule(() -> onDeadline(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  /** Who has sent something of a request learns why it is not answered; who has not, nothing. */
  private void onDeadline(ChannelHandlerContext ctx) {
    if (!receiving) {
      ctx.close();
      return;
    }
    state = State.LINGERING;
    services.counters().rejected(HttpRejection.TIMEOUT);
    ctx.writeAndFlush(
            services
                .encoding()
                .encode(Response.error(408, "request timeout"), "GET", Map.of(), false))
        .addListener(written -> linger(ctx));
  }

  /** Bytes came, of a request that need not be whole yet. */
  void onBytes() {
    if (self != null && state == State.AWAITING && !receiving) {
      receiving = true;
      if (requests > 0) {
        deadline(self, services.options().limits().timeouts().requestNanos());
      }
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  /**
   * Closing while unread bytes wait makes the kernel reset the connection, and the client may never
   * see the response. RFC 9112 section 9.6.
   */
  private void linger(ChannelHandlerContext ctx) {
    state = State.LINGERING;
    dropPending();
    ctx.channel().config().setAutoRead(true);
    if (ctx.channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
    ctx.executor().schedule((Runnable) ctx::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** What becomes of the connection after one exchange. */
  private final class Turn implements Exchange.Listener {

    private final ChannelHandlerContext ctx;

    Turn(ChannelHandlerContext ctx) {
      this.ctx = ctx;
    }

    @Override
    public void onAnswered() {
      awaitRequest(ctx, services.options().limits().timeouts().idleNanos());
    }

    @Override
    public void onLast() {
      linger(ctx);
    }

    @Override
    public void onStreaming(HttpEventStream stream) {
      state = State.STREAMING;
      dropPending();
      eventStream = Optional.of(stream);
    }
  }
}
