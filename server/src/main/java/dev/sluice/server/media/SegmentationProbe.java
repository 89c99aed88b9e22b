package dev.sluice.server.media;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Finds out by trying whether segmented sends work: kernels and sandboxes exist that accept the
 * option and then lose or refuse the datagrams.
 */
final class SegmentationProbe {

  private static final int SEGMENT_BYTES = 100;
  private static final int SEGMENTS = 3;
  private static final long TIMEOUT_MILLIS = 1000;

  private SegmentationProbe() {}

  /** Sends one run to itself on loopback; true when it arrives as separate datagrams. Blocks. */
  static boolean works(SocketTransport transport) {
    if (!transport.segments()) {
      return false;
    }
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
    try {
      CountDownLatch arrived = new CountDownLatch(SEGMENTS);
      Channel receiver = bind(group, transport, new SegmentCounter(arrived));
      Channel sender = bind(group, transport, new ChannelInboundHandlerAdapter());
      sender
          .writeAndFlush(
              new SegmentedDatagramPacket(
                  Unpooled.wrappedBuffer(new byte[SEGMENTS * SEGMENT_BYTES]),
                  SEGMENT_BYTES,
                  (InetSocketAddress) receiver.localAddress()))
          .syncUninterruptibly();
      return arrived.await(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception refused) {
      // whatever the reason, single datagrams will do
      return false;
    } finally {
      group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
  }

  private static Channel bind(
      EventLoopGroup group, SocketTransport transport, ChannelInboundHandlerAdapter handler) {
    return new Bootstrap()
        .group(group)
        .channelFactory(() -> transport.newChannel(SocketProtocolFamily.INET))
        .handler(handler)
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .syncUninterruptibly()
        .channel();
  }

  private static final class SegmentCounter extends SimpleChannelInboundHandler<DatagramPacket> {

    private final CountDownLatch arrived;

    SegmentCounter(CountDownLatch arrived) {
      this.arrived = arrived;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      if (packet.content().readableBytes() == SEGMENT_BYTES) {
        arrived.countDown();
      }
    }
  }
}
