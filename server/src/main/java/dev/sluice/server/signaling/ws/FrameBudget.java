package dev.sluice.server.signaling.ws;

import dev.sluice.server.time.TokenBucket;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Counts the frames of one WebSocket, whatever they are: pings, and fragments of messages that
 * never end, cost us more than the client. Browsers send a message in one frame. Owned by the
 * channel's event loop.
 */
final class FrameBudget extends ChannelInboundHandlerAdapter {

  /** Carries the end of the budget to who closes the connection. */
  static final class ExceededException extends Exception {
    private static final long serialVersionUID = 1L;

    ExceededException() {
      super("too many frames", null, false, false);
    }
  }

  private final TokenBucket frames;
  private boolean exceeded;

  FrameBudget(WebSocketOptions options) {
    this.frames = new TokenBucket(options.frameBurst(), options.framesPerSecond(), 0);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof WebSocketFrame
        && (exceeded || !frames.take(ctx.executor().ticker().nanoTime()))) {
      ReferenceCountUtil.release(message);
      if (!exceeded) {
        exceeded = true;
        ctx.fireExceptionCaught(new ExceededException());
      }
      return;
    }
    ctx.fireChannelRead(message);
  }
}
