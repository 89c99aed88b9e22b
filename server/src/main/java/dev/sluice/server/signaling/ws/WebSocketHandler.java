package dev.sluice.server.signaling.ws;

import dev.sluice.server.http.ClientBudget;
import dev.sluice.server.signaling.ClientConnection;
import dev.sluice.server.signaling.MessageRejection;
import dev.sluice.server.signaling.SignalingService;
import dev.sluice.server.signaling.UpgradeHeaders;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving half of one WebSocket: frames to the {@link ClientConnection}, pings to find out
 * whether anybody is still there. Gets whole messages. Owned by the channel's event loop.
 */
// nothing is left to do about a write that fails: the channel closes
@SuppressWarnings("FutureReturnValueIgnored")
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  private static final Logger log = LoggerFactory.getLogger(WebSocketHandler.class);

  private static final int CLOSE_TOO_LONG = 1009;
  private static final int CLOSE_PROTOCOL = 1002;
  private static final int CLOSE_INVALID_PAYLOAD = 1007;
  private static final int CLOSE_POLICY = 1008;

  /** What is shorter is no offer that costs anything. */
  private static final int OFFER_BYTES = 2 << 10;

  private final SignalingService service;
  private final WebSocketOptions options;
  private final WebSocketOutbound outbound;
  private final UpgradeHeaders upgrade;
  private final ClientBudget offers;

  private ClientConnection connection;
  private ScheduledFuture<?> keepalive;
  private long lastHeardNanos;

  WebSocketHandler(
      SignalingService service,
      WebSocketOptions options,
      WebSocketOutbound outbound,
      UpgradeHeaders upgrade,
      ClientBudget offers) {
    this.service = service;
    this.options = options;
    this.outbound = outbound;
    this.upgrade = upgrade;
    this.offers = offers;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    connection = service.connect(outbound, new EventLoopSessionLoop(ctx.executor()), upgrade);
    lastHeardNanos = now(ctx);
    keepalive =
        ctx.executor()
            .scheduleAtFixedRate(
                () -> keepAlive(ctx),
                options.pingIntervalNanos(),
                options.pingIntervalNanos(),
                TimeUnit.NANOSECONDS);
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }

  private void keepAlive(ChannelHandlerContext ctx) {
    if (now(ctx) - lastHeardNanos >= options.silenceTimeoutNanos()) {
      log.debug("{} is silent", ctx.channel().remoteAddress());
      ctx.close();
    } else if (!outbound.closed() && ctx.channel().isWritable()) {
      ctx.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    lastHeardNanos = now(ctx);
    if (frame instanceof CloseWebSocketFrame close) {
      outbound.answerClose(close.statusCode());
    } else if (outbound.closed()) {
      // the end has begun: nothing but the answer to our close matters
    } else if (frame instanceof TextWebSocketFrame text) {
      onText(text);
    } else if (frame instanceof BinaryWebSocketFrame) {
      connection.onBinary();
    } else if (frame instanceof PingWebSocketFrame) {
      outbound.pong(frame.content());
    }
  }

  private void onText(TextWebSocketFrame text) {
    int lengthBytes = text.content().readableBytes();
    if (lengthBytes >= OFFER_BYTES && !offers.takes(lengthBytes)) {
      connection.onTooMuch();
    } else {
      connection.onText(text.text(), lengthBytes);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    outbound.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    keepalive.cancel(false);
    connection.onClosed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("WebSocket of {} failed: {}", ctx.channel().remoteAddress(), cause.toString());
    if (cause instanceof FrameBudget.ExceededException) {
      service.onRejected(MessageRejection.FRAME_FLOOD);
      outbound.closeWith(CLOSE_POLICY, "too many frames");
      return;
    }
    service.onRejected(rejection(cause));
    if (cause instanceof TooLongFrameException) {
      outbound.closeWith(CLOSE_TOO_LONG, "message too long");
    } else if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      outbound.closeWith(corrupted.closeStatus().code(), corrupted.closeStatus().reasonText());
    } else {
      outbound.closeWith(CLOSE_PROTOCOL, "protocol error");
      ctx.close();
    }
  }

  private static MessageRejection rejection(Throwable cause) {
    if (cause instanceof TooLongFrameException) {
      return MessageRejection.TOO_LONG;
    }
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      return switch (corrupted.closeStatus().code()) {
        case CLOSE_TOO_LONG -> MessageRejection.TOO_LONG;
        case CLOSE_INVALID_PAYLOAD -> MessageRejection.INVALID_UTF8;
        default -> MessageRejection.PROTOCOL_ERROR;
      };
    }
    return MessageRejection.PROTOCOL_ERROR;
  }
}
