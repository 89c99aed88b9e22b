package dev.sluice.server.media;

import dev.sluice.server.stun.StunUfrag;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a connection's first frame, which must be a STUN request for a ufrag that some loop knows,
 * and moves the connection to that loop's thread. It reads a piece at a time, so that whatever
 * comes behind waits in the kernel until the connection has moved; what came in the same piece goes
 * along. Owned by the connection's event loop, which is not a media loop.
 */
// nothing is left to do about a connection that fails to close
@SuppressWarnings("FutureReturnValueIgnored")
final class FirstFrame extends ChannelInboundHandlerAdapter {

  /** From the connection, or from HTTP's handing it over, to the whole frame. */
  static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Logger log = LoggerFactory.getLogger(FirstFrame.class);

  private final IceTcp intake;
  private final IntakeGate.Ticket ticket;
  private byte[] held;
  private ScheduledFuture<?> deadline;
  private boolean done;

  /**
   * @param first what was read of the connection already
   */
  FirstFrame(IceTcp intake, IntakeGate.Ticket ticket, byte[] first) {
    this.intake = intake;
    this.ticket = ticket;
    this.held = first;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (held.length > 0) {
      begin(ctx);
      proceed(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    begin(ctx);
    ctx.read();
  }

  private void begin(ChannelHandlerContext ctx) {
    deadline =
        ctx.executor()
            .schedule(() -> refuse(ctx, TcpRefusal.TOO_LATE), TIMEOUT_NANOS, TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      int length = held.length;
      held = Arrays.copyOf(held, length + bytes.readableBytes());
      bytes.readBytes(held, length, held.length - length);
    } finally {
      bytes.release();
    }
    if (!done) {
      proceed(ctx);
    }
  }

  private void proceed(ChannelHandlerContext ctx) {
    Greeting.Verdict verdict = Greeting.judge(held, held.length);
    if (verdict == Greeting.Verdict.NO) {
      refuse(ctx, TcpRefusal.NOT_STUN);
      return;
    }
    if (verdict == Greeting.Verdict.PERHAPS || held.length < Greeting.frameEnd(held)) {
      ctx.read();
      return;
    }
    int prefix = FrameReader.PREFIX_LENGTH;
    String ufrag = StunUfrag.localUfrag(held, prefix, Greeting.frameEnd(held) - prefix);
    MediaLoop loop = ufrag == null ? null : intake.loopOrNull(ufrag);
    if (loop == null) {
      refuse(ctx, TcpRefusal.UNKNOWN_UFRAG);
    } else {
      move(ctx, loop);
    }
  }

  private void move(ChannelHandlerContext ctx, MediaLoop loop) {
    done = true;
    deadline.cancel(false);
    Channel channel = ctx.channel();
    ctx.pipeline().remove(this);
    channel.deregister().addListener(left -> loop.adopt(channel, held, ticket, intake));
  }

  private void refuse(ChannelHandlerContext ctx, TcpRefusal reason) {
    end(reason);
    log.debug("ice-tcp connection of {} refused: {}", ctx.channel().remoteAddress(), reason);
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(TcpRefusal.LOST);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refuse(ctx, TcpRefusal.LOST);
  }

  private void end(TcpRefusal reason) {
    if (!done) {
      done = true;
      if (deadline != null) {
        deadline.cancel(false);
      }
      intake.refused(reason, ticket);
    }
  }
}
