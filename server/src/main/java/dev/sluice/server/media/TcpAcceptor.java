package dev.sluice.server.media;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Listens for ICE-TCP on a port of its own, which all loops share. One thread accepts and reads
 * first frames; nothing else happens on it.
 */
final class TcpAcceptor implements AutoCloseable {

  private static final int BACKLOG = 512;

  /** First frames are short. */
  private static final int READ_BYTES = 2048;

  private final EventLoopGroup group;
  private final List<InetSocketAddress> bound = new ArrayList<>();

  private TcpAcceptor(SocketTransport transport) {
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("ice-tcp", true), transport.ioHandlers());
  }

  /**
   * Listens on every address.
   *
   * @throws MediaException when one cannot be bound
   */
  static TcpAcceptor listen(
      SocketTransport transport, List<InetAddress> addresses, int port, IceTcp intake) {
    TcpAcceptor acceptor = new TcpAcceptor(transport);
    try {
      for (InetAddress address : addresses) {
        acceptor.bind(transport, new InetSocketAddress(address, port), intake);
      }
      return acceptor;
    } catch (RuntimeException e) {
      acceptor.close();
      throw e;
    }
  }

  /** Where it listens, with the real ports. */
  List<InetSocketAddress> bound() {
    return List.copyOf(bound);
  }

  private void bind(SocketTransport transport, InetSocketAddress address, IceTcp intake) {
    ChannelFuture listening =
        new ServerBootstrap()
            .group(group)
            .channel(transport.listenerType())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(new AcceptGuard(intake::notAccepted))
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    intake.accept(channel);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!listening.isSuccess()) {
      throw new MediaException(
          "TCP port %d on %s cannot be bound for media (MEDIA_TCP_PORT): %s."
              .formatted(
                  address.getPort(),
                  address.getAddress().getHostAddress(),
                  BindFailure.reason(address, listening.cause())),
          listening.cause());
    }
    bound.add((InetSocketAddress) listening.channel().localAddress());
  }

  /** Stops listening and drops whom it has not yet led to a loop; waits for both. */
  @Override
  public void close() {
    Future<?> end = group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    end.awaitUninterruptibly();
  }
}
