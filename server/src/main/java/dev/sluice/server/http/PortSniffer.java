package dev.sluice.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;

/**
 * Stands before everything else in a connection's pipeline until its first bytes have said whose it
 * is. It holds a few bytes at most and has no deadline of its own: those of TLS and of the first
 * request run meanwhile. Owned by the connection's event loop.
 */
final class PortSniffer extends ChannelInboundHandlerAdapter {

  private final SharedPort shared;
  private final ChannelGroup connections;
  private ByteBuf held;
  private boolean readAgain;

  /**
   * @param connections HTTP's, which the connection leaves when it is not
   */
  PortSniffer(SharedPort shared, ChannelGroup connections) {
    this.shared = shared;
    this.connections = connections;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (held != null) {
      bytes = held.writeBytes(bytes);
      ((ByteBuf) message).release();
      held = null;
    }
    byte[] first =
        ByteBufUtil.getBytes(
            bytes, bytes.readerIndex(), Math.min(bytes.readableBytes(), shared.tellingBytes()));
    switch (shared.recognises(first, first.length)) {
      case NO -> {
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(bytes);
      }
      case PERHAPS -> {
        held = bytes;
        readAgain = true;
      }
      case YES -> handOver(ctx, bytes);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (readAgain) {
      readAgain = false;
      ctx.read();
    } else {
      ctx.fireChannelReadComplete();
    }
  }

  private void handOver(ChannelHandlerContext ctx, ByteBuf bytes) {
    Channel channel = ctx.channel();
    byte[] first = ByteBufUtil.getBytes(bytes);
    bytes.release();
    ChannelPipeline pipeline = ctx.pipeline();
    while (pipeline.last() != null) {
      pipeline.removeLast();
    }
    connections.remove(channel);
    shared.accept(channel, first);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (held != null) {
      held.release();
      held = null;
    }
  }
}
