package dev.sluice.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Stands in the place of TLS until a connection's first record has come, which holds its
 * ClientHello, and its turn to handshake: who says nothing, or not enough, costs a connection and
 * nothing more. Whatever it waits for, there is one deadline. Owned by the connection's event loop.
 */
// nothing is left to do about a connection that fails to close
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientHelloGate extends ChannelInboundHandlerAdapter {

  private static final int HANDSHAKE = 22;
  private static final int HEADER_BYTES = 5;

  /** RFC 8446 section 5.1. */
  private static final int MAX_RECORD_BYTES = 1 << 14;

  /** What happens to the connection next. */
  interface Listener {
    /**
     * Its ClientHello is here.
     *
     * @param start to be called when it may handshake, on any thread
     * @return empty when it may not
     */
    Optional<HandshakeTurns.Turn> onHello(Runnable start);

    /** It is to be replaced by TLS, in the same place. */
    void onTurn(ChannelHandlerContext ctx, HandshakeTurns.Turn turn);

    /** It brought no ClientHello, or its turn did not come in time. */
    void onFailure();

    /** It waits for no ClientHello any more; once, whatever has become of it. */
    void onSilenceOver();
  }

  private final long withinNanos;
  private final Listener listener;
  private ScheduledFuture<?> deadline;
  private ByteBuf held;
  private boolean silent = true;
  private Optional<HandshakeTurns.Turn> turn = Optional.empty();

  ClientHelloGate(long withinNanos, Listener listener) {
    this.withinNanos = withinNanos;
    this.listener = listener;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = ctx.executor().schedule(() -> fail(ctx), withinNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (held == null) {
      held = bytes;
    } else {
      held = held.writeBytes(bytes);
      bytes.release();
    }
    if (silent && isImpossible()) {
      fail(ctx);
    } else if (silent && isWhole()) {
      hello(ctx);
    }
  }

  /** Reading goes on until the record is whole; nobody behind is told before TLS stands here. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (silent) {
      ctx.read();
    }
  }

  private boolean isImpossible() {
    int at = held.readerIndex();
    return (held.isReadable() && held.getByte(at) != HANDSHAKE)
        || (held.readableBytes() >= HEADER_BYTES && recordBytes() > MAX_RECORD_BYTES);
  }

  private boolean isWhole() {
    return held.readableBytes() >= HEADER_BYTES
        && held.readableBytes() >= HEADER_BYTES + recordBytes();
  }

  private int recordBytes() {
    return held.getUnsignedShort(held.readerIndex() + HEADER_BYTES - 2);
  }

  private void hello(ChannelHandlerContext ctx) {
    spoken();
    Optional<HandshakeTurns.Turn> asked =
        listener.onHello(() -> ctx.executor().execute(() -> begin(ctx)));
    if (asked.isEmpty()) {
      ctx.close();
    }
    turn = asked;
  }

  private void begin(ChannelHandlerContext ctx) {
    if (ctx.isRemoved() || !ctx.channel().isActive()) {
      return;
    }
    HandshakeTurns.Turn mine = turn.orElseThrow();
    turn = Optional.empty();
    ByteBuf hello = held;
    held = null;
    listener.onTurn(ctx, mine);
    ctx.fireChannelRead(hello);
    ctx.fireChannelReadComplete();
    ctx.pipeline().remove(this);
  }

  private void fail(ChannelHandlerContext ctx) {
    listener.onFailure();
    ctx.close();
  }

  private void spoken() {
    if (silent) {
      silent = false;
      listener.onSilenceOver();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    deadline.cancel(false);
    spoken();
    turn.ifPresent(HandshakeTurns.Turn::end);
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
