package dev.sluice.server.media;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * One UDP socket of a loop, bound to one local address, and the paths that lead through it. It
 * never queues more than Netty's high water mark: what does not fit is dropped and counted, since
 * media that waits is worth nothing. Owned by one media loop.
 */
final class UdpSocket extends ChannelInboundHandlerAdapter {

  /** What may wait in front of a full kernel buffer: some 20 ms of 400 Mbit/s. */
  static final int MAX_QUEUED_BYTES = 1 << 20;

  /** Sends between two flushes: bounds the queue's memory, not its latency. */
  private static final int SENDS_PER_FLUSH = 64;

  /** How long a socket sends single datagrams after the kernel refused a segmented send. */
  private static final long SEGMENTATION_PAUSE_NANOS = 10_000_000_000L;

  /*
   * Linux's errno values for a segmented send the route cannot take: its MTU is smaller than a
   * segment (EINVAL, EMSGSIZE), or its device cannot do checksums (EIO).
   */
  private static final int EIO = 5;
  private static final int EINVAL = 22;
  private static final int EMSGSIZE = 90;

  /** What a socket tells its loop. */
  interface Listener {

    /** One datagram came; {@code content} stays the socket's. */
    void onDatagram(UdpSocket socket, ByteBuf content, InetSocketAddress sender);

    /** Everything that was waiting has been read, or as much as is read in one go. */
    void onReadComplete();

    /** The kernel refused something. */
    void onSocketError(UdpSocket socket, Throwable cause);
  }

  private final DatagramChannel channel;
  private final LoopCounters counters;
  private final Listener listener;
  private final boolean segmentation;
  private final Map<InetSocketAddress, UdpPath> paths = new HashMap<>();
  private InetSocketAddress local;
  private int unflushed;
  private boolean segmentationPaused;
  private long pausedUntilNanos;

  UdpSocket(
      DatagramChannel channel, LoopCounters counters, boolean segmentation, Listener listener) {
    this.channel = channel;
    this.counters = counters;
    this.segmentation = segmentation;
    this.listener = listener;
  }

  /** The bound address. */
  InetSocketAddress local() {
    return local;
  }

  DatagramChannel channel() {
    return channel;
  }

  /** The path to {@code remote}, if it is bound. */
  UdpPath pathOrNull(InetSocketAddress remote) {
    return paths.get(remote);
  }

  /** A path that nobody remembers yet. */
  UdpPath newPath(InetSocketAddress remote) {
    // a plain address: Netty's carries the datagram's length and local address along
    return new UdpPath(this, new InetSocketAddress(remote.getAddress(), remote.getPort()));
  }

  /** Remembers the path; returns the one remembered before for its address, or null. */
  UdpPath remember(UdpPath path) {
    return paths.put(path.remote(), path);
  }

  /** Forgets the path; false if it was not known. */
  boolean forget(UdpPath path) {
    return paths.remove(path.remote(), path);
  }

  /** Notes the address the kernel gave, once the channel is bound. */
  void bound(InetAddress address, int port) {
    local = new InetSocketAddress(address, port);
  }

  /**
   * Sends a run: {@code data[offset, offset + length)} cut into datagrams of {@code segmentLength}
   * bytes, the last of which may be shorter. Copied; leaves with {@link #flush}.
   */
  void send(byte[] data, int offset, int length, int segmentLength, InetSocketAddress to) {
    int datagrams = (length + segmentLength - 1) / segmentLength;
    if (!channel.isWritable()) {
      flush();
      if (!channel.isWritable()) {
        counters.drop(DatagramDrop.SEND_BUFFER_FULL, datagrams);
        return;
      }
    }
    counters.datagramsSent += datagrams;
    counters.bytesSent += length;
    if (datagrams == 1 || (segmentation && !segmentationPaused)) {
      ByteBuf run = copy(data, offset, length);
      if (datagrams == 1) {
        write(new DatagramPacket(run, to));
      } else {
        counters.segmentedSends++;
        write(new SegmentedDatagramPacket(run, segmentLength, to));
      }
    } else {
      for (int at = offset; at < offset + length; at += segmentLength) {
        int size = Math.min(segmentLength, offset + length - at);
        write(new DatagramPacket(copy(data, at, size), to));
      }
    }
  }

  private ByteBuf copy(byte[] data, int offset, int length) {
    return channel.alloc().directBuffer(length).writeBytes(data, offset, length);
  }

  private void write(DatagramPacket packet) {
    counters.sends++;
    // failures come to exceptionCaught
    var unused = channel.write(packet, channel.voidPromise());
    if (++unflushed >= SENDS_PER_FLUSH) {
      flush();
    }
  }

  /** Gives what was sent to the kernel. */
  void flush() {
    if (unflushed > 0) {
      unflushed = 0;
      channel.flush();
    }
  }

  /** Resumes segmented sends when their pause is over. */
  void onTick(long nowNanos) {
    if (segmentationPaused) {
      if (pausedUntilNanos == 0) {
        pausedUntilNanos = nowNanos + SEGMENTATION_PAUSE_NANOS;
      } else if (nowNanos - pausedUntilNanos >= 0) {
        segmentationPaused = false;
        pausedUntilNanos = 0;
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket packet = (DatagramPacket) message;
    try {
      listener.onDatagram(this, packet.content(), packet.sender());
    } finally {
      packet.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    listener.onReadComplete();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof NativeIoException failure && refusesSegments(-failure.expectedErr())) {
      segmentationPaused = segmentation;
    }
    listener.onSocketError(this, cause);
  }

  private static boolean refusesSegments(int errno) {
    return errno == EIO || errno == EINVAL || errno == EMSGSIZE;
  }
}
