package dev.sluice.server.media;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;

/** The kinds of sockets a loop can have. */
enum UdpTransport {
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
    boolean segments() {
      return false;
    }

    @Override
    int grantedBufferBytes(int reported) {
      return reported;
    }
  };

  /** The best kind that works here and is wanted. */
  static UdpTransport choose(MediaOptions.Transport wanted) {
    return wanted == MediaOptions.Transport.AUTO && Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory ioHandlers();

  abstract DatagramChannel newChannel(SocketProtocolFamily family);

  /** Whether the kernel knows UDP segmentation; whether it works is {@link SegmentationProbe}'s. */
  abstract boolean segments();

  /** What a socket buffer really holds when its option reads {@code reported}. */
  abstract int grantedBufferBytes(int reported);
}
