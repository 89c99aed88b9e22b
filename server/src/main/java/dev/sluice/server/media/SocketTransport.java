package dev.sluice.server.media;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** The kinds of sockets a loop can have. */
enum SocketTransport {
  /** Linux's epoll through Netty's native library; can send segmented datagrams. */
  EPOLL {
    @Override
    IoHandlerFactory ioHandlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    DatagramChannel newChannel(SocketProtocolFamily family) {
      return new EpollDatagramChannel(family);
    }

    @Override
    Class<? extends ServerSocketChannel> listenerType() {
      return EpollServerSocketChannel.class;
    }

    @Override
    boolean segments() {
      return EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    @Override
    int grantedBufferBytes(int reported) {
      // socket(7): the kernel doubles what it grants for its own bookkeeping, and reports that
      return reported / 2;
    }
  },
  /** The JDK's channels: they run anywhere. */
  NIO {
    @Override
    IoHandlerFactory ioHandlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    DatagramChannel newChannel(SocketProtocolFamily family) {
      return new NioDatagramChannel(family);
    }

    @Override
    Class<? extends ServerSocketChannel> listenerType() {
      return NioServerSocketChannel.class;
    }

    @Override
    boolean segments() {
      return false;
    }

    @Override
    int grantedBufferBytes(int reported) {
      return reported;
    }
  };

  /** The best kind that works here and is wanted. */
  static SocketTransport choose(MediaOptions.Transport wanted) {
    return wanted == MediaOptions.Transport.AUTO && Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory ioHandlers();

  abstract DatagramChannel newChannel(SocketProtocolFamily family);

  /** What accepts TCP connections that such a loop can take over. */
  abstract Class<? extends ServerSocketChannel> listenerType();

  /** Whether the kernel knows UDP segmentation; whether it works is {@link SegmentationProbe}'s. */
  abstract boolean segments();

  /** What a socket buffer really holds when its option reads {@code reported}. */
  abstract int grantedBufferBytes(int reported);
}
