package dev.sluice.server.signaling.ws;

import dev.sluice.protocol.MessageCodec;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.signaling.Closings;
import dev.sluice.server.signaling.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Sends messages over a channel and keeps what a slow reader leaves waiting within bounds. While
 * messages wait, of those that only tell a passing state (who speaks, how good connections are) the
 * latest alone is kept; a reader that is too slow even so is told and closed.
 *
 * <p>{@link #send} and {@link #close} may be called on any thread; the rest belongs to the
 * channel's event loop.
 */
// nothing is left to do about a write that fails: the channel closes
@SuppressWarnings("FutureReturnValueIgnored")
final class WebSocketOutbound implements Outbound {

  /** A message that waits, as text. */
  private record Waiting(Class<? extends ServerMessage> type, String text, int lengthBytes) {

    boolean passing() {
      return type == ServerMessage.ActiveSpeakers.class
          || type == ServerMessage.QualityChanged.class;
    }
  }

  private final Channel channel;
  private final MessageCodec codec;
  private final WebSocketOptions options;
  private final Runnable onTooSlow;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int waitingBytes;

  /** What the client's latest ping carried, while its answer waits; null when none does. */
  private byte[] owedPong;

  private boolean closed;

  /**
   * @param onTooSlow called when the client is closed because it does not read
   */
  WebSocketOutbound(
      Channel channel, MessageCodec codec, WebSocketOptions options, Runnable onTooSlow) {
    this.channel = channel;
    this.codec = codec;
    this.options = options;
    this.onTooSlow = onTooSlow;
  }

  @Override
  public void send(ServerMessage message) {
    String text = codec.write(message);
    Waiting next =
        new Waiting(message.getClass(), text, text.getBytes(StandardCharsets.UTF_8).length);
    onLoop(() -> enqueue(next));
  }

  @Override
  public void close(ServerMessage.Closed last) {
    onLoop(() -> finish(last));
  }

  private void onLoop(Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
    } else {
      channel.eventLoop().execute(task);
    }
  }

  private void enqueue(Waiting next) {
    if (closed) {
      return;
    }
    if (next.passing()) {
      dropWaiting(next.type());
    }
    waiting.add(next);
    waitingBytes += next.lengthBytes();
    flush();
    if (waiting.size() > options.maxQueuedMessages() || waitingBytes > options.maxQueuedBytes()) {
      onTooSlow.run();
      finish(Closings.TOO_SLOW);
    }
  }

  private void dropWaiting(Class<? extends ServerMessage> type) {
    for (Iterator<Waiting> it = waiting.iterator(); it.hasNext(); ) {
      Waiting old = it.next();
      if (old.type() == type) {
        waitingBytes -= old.lengthBytes();
        it.remove();
      }
    }
  }

  /**
   * Answers a ping. A client that does not read gets an answer to its latest alone (RFC 6455
   * section 5.5.3), or its pings would fill our memory.
   */
  void pong(ByteBuf payload) {
    owedPong = ByteBufUtil.getBytes(payload);
    flush();
  }

  /** Writes as much as the channel takes; to be called when it becomes writable, too. */
  void flush() {
    boolean wrote = false;
    if (owedPong != null && !closed && channel.isWritable()) {
      channel.write(new PongWebSocketFrame(Unpooled.wrappedBuffer(owedPong)));
      owedPong = null;
      wrote = true;
    }
    while (!closed && channel.isWritable() && !waiting.isEmpty()) {
      Waiting next = waiting.remove();
      waitingBytes -= next.lengthBytes();
      channel.write(new TextWebSocketFrame(next.text()));
      wrote = true;
    }
    if (wrote) {
      channel.flush();
    }
  }

  private void finish(ServerMessage.Closed last) {
    if (closed) {
      return;
    }
    flush();
    // what still waits comes from before the end and says nothing that matters after it
    waiting.clear();
    channel.write(new TextWebSocketFrame(codec.write(last)));
    closeWith(CloseStatus.of(last.code()), last.code().wireName());
  }

  /** Sends a close frame and closes when it is out and answered, or after a while. Idempotent. */
  void closeWith(int status, String reason) {
    if (closed) {
      return;
    }
    closed = true;
    waiting.clear();
    channel.writeAndFlush(new CloseWebSocketFrame(status, reason));
    channel
        .eventLoop()
        .schedule((Runnable) channel::close, options.closeTimeoutNanos(), TimeUnit.NANOSECONDS);
  }

  /** Answers the client's close, RFC 6455 section 5.5.1, and closes. */
  void answerClose(int status) {
    if (closed) {
      channel.close();
      return;
    }
    closed = true;
    waiting.clear();
    CloseWebSocketFrame frame =
        status < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(status, "");
    channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
  }

  /** True once the end has begun. */
  boolean closed() {
    return closed;
  }
}
