package dev.sluice.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event stream on a connection. {@link #send} and {@link #close} come from any thread and go
 * through the connection's event loop, which owns everything else.
 *
 * <p>Bytes count as queued from {@code send} until the socket has taken them, so that neither the
 * event loop's mailbox nor Netty's buffers can grow past the limit.
 */
// what becomes of a write is told by the connection: it closes when a write fails
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpEventStream implements EventStream {

  private static final Logger log = LoggerFactory.getLogger(HttpEventStream.class);

  /** A comment: a line that begins with a colon. HTML section 9.2.6. */
  private static final byte[] KEEP_ALIVE = ":\n\n".getBytes(StandardCharsets.UTF_8);

  /** What a small event takes in memory besides its bytes. */
  private static final int EVENT_OVERHEAD_BYTES = 64;

  private final ChannelHandlerContext ctx;
  private final EventStream.Source source;
  private final EventStreamOptions options;
  private final Runnable end;
  private final int maxQueuedBytes;
  private final AtomicInteger queuedBytes = new AtomicInteger();

  /** Written on the event loop, or when a sender finds the queue full. */
  private volatile boolean over;

  private boolean closed;
  private ScheduledFuture<?> keepAlive;

  /**
   * @param maxQueuedBytes that wait for the client
   * @param end ends the connection once the last chunk is written; called on the event loop
   */
  HttpEventStream(
      ChannelHandlerContext ctx,
      EventStream.Source source,
      EventStreamOptions options,
      int maxQueuedBytes,
      Runnable end) {
    this.ctx = ctx;
    this.source = source;
    this.options = options;
    this.maxQueuedBytes = maxQueuedBytes;
    this.end = end;
  }

  /** Called on the event loop, which writes the head before it does anything else. */
  void open() {
    keepAlive =
        ctx.executor()
            .scheduleAtFixedRate(
                () -> enqueue(KEEP_ALIVE),
                options.keepAliveNanos(),
                options.keepAliveNanos(),
                TimeUnit.NANOSECONDS);
    try {
      source.opened(this);
    } catch (RuntimeException e) {
      log.warn("an event stream failed to open", e);
      close();
    }
  }

  @Override
  public void send(ServerSentEvent event) {
    enqueue(event.encoded());
  }

  private void enqueue(byte[] bytes) {
    if (over) {
      return;
    }
    int cost = bytes.length + EVENT_OVERHEAD_BYTES;
    if (queuedBytes.addAndGet(cost) > maxQueuedBytes) {
      over = true;
      onLoop(this::cut);
    } else {
      onLoop(() -> write(bytes, cost));
    }
  }

  private void write(byte[] bytes, int cost) {
    if (closed) {
      return;
    }
    ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)))
        .addListener(done -> queuedBytes.addAndGet(-cost));
  }

  @Override
  public void close() {
    onLoop(
        () -> {
          if (!closed) {
            ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(done -> end.run());
            closed(CloseReason.ENDED);
          }
        });
  }

  private void cut() {
    if (!closed) {
      log.debug("cut the event stream of {}: it does not read", ctx.channel().remoteAddress());
      closed(CloseReason.TOO_SLOW);
      ctx.close();
    }
  }

  /** The connection is closed, or its handler taken away. */
  void disconnected(CloseReason reason) {
    if (!closed) {
      closed(reason);
    }
  }

  private void closed(CloseReason reason) {
    closed = true;
    over = true;
    if (keepAlive != null) {
      keepAlive.cancel(false);
    }
    try {
      source.closed(this, reason);
    } catch (RuntimeException e) {
      log.warn("the source of an event stream failed at its end", e);
    }
  }

  private void onLoop(Runnable task) {
    try {
      ctx.executor().execute(task);
    } catch (RejectedExecutionException e) {
      // the server has stopped: its connections are closed, and this stream with them
      over = true;
    }
  }
}
