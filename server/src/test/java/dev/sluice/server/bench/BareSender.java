package dev.sluice.server.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends the same datagrams to as many sockets that are never read, and does nothing else: what the
 * kernel takes of a forwarded packet, on this machine and at this moment. The same kind of socket
 * as the media loop's.
 */
final class BareSender {

  private static final int ROUNDS = 7;
  private static final int DATAGRAMS = 40_000;
  private static final int DATAGRAM_BYTES = 12 + Workload.PAYLOAD_LENGTH + 16;

  private BareSender() {}

  /**
   * CPU nanoseconds per datagram; the median of some rounds.
   *
   * @param run datagrams in a send
   */
  static double nanos(int run) throws IOException, InterruptedException {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    List<DatagramChannel> receivers = new ArrayList<>();
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (int i = 0; i < Workload.SUBSCRIBERS; i++) {
        DatagramChannel receiver = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
        receivers.add(receiver);
        addresses.add((InetSocketAddress) receiver.getLocalAddress());
      }
      Channel channel =
          new Bootstrap()
              .group(loop)
              .channel(EpollDatagramChannel.class)
              .handler(new ChannelInboundHandlerAdapter())
              .bind(loopback, 0)
              .syncUninterruptibly()
              .channel();
      double[] rounds = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        rounds[i] = loop.submit(() -> send(channel, addresses, run)).sync().getNow();
      }
      Arrays.sort(rounds);
      return rounds[ROUNDS / 2];
    } finally {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
      for (DatagramChannel receiver : receivers) {
        receiver.close();
      }
    }
  }

  private static double send(Channel channel, List<InetSocketAddress> addresses, int run) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    byte[] data = new byte[run * DATAGRAM_BYTES];
    long before = threads.getCurrentThreadCpuTime();
    int sent = 0;
    while (sent < DATAGRAMS) {
      for (InetSocketAddress to : addresses) {
        ByteBuf copy = channel.alloc().directBuffer(data.length).writeBytes(data);
        var unused =
            channel.write(
                run == 1
                    ? new DatagramPacket(copy, to)
                    : new SegmentedDatagramPacket(copy, DATAGRAM_BYTES, to),
                channel.voidPromise());
        sent += run;
      }
      channel.flush();
    }
    return (double) (threads.getCurrentThreadCpuTime() - before) / sent;
  }
}
