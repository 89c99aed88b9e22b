package dev.sluice.server.media;

import dev.sluice.server.transport.DatagramKind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A TCP connection, which is one path: RFC 6544, with a frame for each datagram (RFC 4571).
 *
 * <p>Media that waits is worth nothing, and TCP would let it wait for seconds. So the kernel is
 * told to take little that it cannot send, what it does not take waits in a queue bounded in bytes
 * and in time, and RTP beyond the bounds is dropped, packet by packet, as a congested router would
 * do; the peer's NACKs and the sender's estimate see it as such. STUN, DTLS and RTCP have a reserve
 * of their own, so that a slow peer stays connected. Owned by one media loop.
 */
final class TcpPath extends LoopPath {

  /** A large keyframe, so that one that comes at once is not cut. */
  static final int MAX_QUEUED_BYTES = 256 << 10;

  /** On top of it for what is not RTP. */
  static final int RESERVE_BYTES = 16 << 10;

  /** A queue that was not empty for so long takes no more RTP until it is. */
  static final long MAX_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** From the loop's taking it up to a check with the right password. */
  static final long PROOF_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Twice as long as ICE needs to find out that a peer has gone. */
  static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Read at once; the loop turns to the others after four of them. */
  static final int READ_BYTES = 16 << 10;

  private static final int READS_IN_A_ROW = 4;

  /** What the kernel may hold that is not yet on its way: 130 ms of 1 Mbit/s. */
  private static final int KERNEL_UNSENT_BYTES = 16 << 10;

  private static final int UNACKNOWLEDGED_MILLIS = 20_000;

  /** What a connection tells its loop. */
  interface Listener {

    /** One frame came. */
    void onFrame(TcpPath path, byte[] data, int offset, int length);

    /** A frame came that is longer than any datagram. */
    void onFrameTooLong();

    /** What was there has been read. */
    void onReadComplete();

    /** The connection has closed; nothing more comes. */
    void onClosed(TcpPath path);
  }

  private final Channel channel;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final TcpPaths paths;
  private final LoopCounters counters;
  private final Listener listener;
  private final IceTcp intake;
  private final IntakeGate.Ticket ticket;
  private final FrameReader frames = new FrameReader(MediaLoop.MAX_DATAGRAM_BYTES - 1);
  private final FrameReader.Sink sink = new Frames();
  private final long openedNanos;

  private boolean bound;
  private boolean proven;
  private boolean unflushed;
  private boolean listed;
  private boolean closed;
  private TcpRefusal endIfUnproven = TcpRefusal.LOST;
  private long lastReadNanos;
  private boolean waiting;
  private long waitingSinceNanos;
  private boolean late;

  TcpPath(
      Channel channel,
      TcpPaths paths,
      LoopCounters counters,
      Listener listener,
      IceTcp intake,
      IntakeGate.Ticket ticket,
      long nowNanos) {
    this.channel = channel;
    this.local = (InetSocketAddress) channel.localAddress();
    this.remote = (InetSocketAddress) channel.remoteAddress();
    this.paths = paths;
    this.counters = counters;
    this.listener = listener;
    this.intake = intake;
    this.ticket = ticket;
    this.openedNanos = nowNanos;
    this.lastReadNanos = nowNanos;
  }

  /**
   * Reads from now on.
   *
   * @param first what has been read already
   */
  void begin(byte[] first) {
    channel.pipeline().addLast(new Inlet());
    if (!channel.isActive() || !tune()) {
      var unused = channel.close();
      onClosed();
      return;
    }
    frames.read(first, 0, first.length, sink);
    listener.onReadComplete();
    channel.config().setAutoRead(true);
  }

  /** Options that a kind of channel does not know are passed over; false if it has broken. */
  private boolean tune() {
    ChannelConfig config = channel.config();
    try {
      config.setOption(ChannelOption.TCP_NODELAY, true);
      config.setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) KERNEL_UNSENT_BYTES);
      config.setOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
      config.setRecvByteBufAllocator(
          new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(READS_IN_A_ROW));
      return true;
    } catch (ChannelException e) {
      return false;
    }
  }

  /** Told once, whoever finds out first. */
  private void onClosed() {
    if (!closed) {
      closed = true;
      if (!proven) {
        intake.refused(endIfUnproven, ticket);
      }
      listener.onClosed(this);
    }
  }

  Channel channel() {
    return channel;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public boolean reliable() {
    return true;
  }

  // ---- the table's side

  @Override
  LoopPath remember() {
    boolean was = bound;
    bound = true;
    if (!proven) {
      proven = true;
      ticket.giveBack();
    }
    return was ? this : null;
  }

  /** A connection that belongs to nobody any more is closed when what was sent is on its way. */
  @Override
  boolean forget() {
    boolean was = bound;
    bound = false;
    paths.closeSoon(this);
    return was;
  }

  // ---- sending

  @Override
  void send(byte[] data, int offset, int length, int segmentLength) {
    int datagrams = (length + segmentLength - 1) / segmentLength;
    int framed = length + datagrams * FrameReader.PREFIX_LENGTH;
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    if (queue == null) {
      counters.drop(DatagramDrop.CONNECTION_CLOSED, datagrams);
    } else if (takes(queue, framed)) {
      writeFrames(data, offset, length, segmentLength, framed, datagrams);
    } else {
      sendWhatMatters(queue, data, offset, length, segmentLength);
    }
  }

  /** Whether RTP may go; what is on its way to the kernel does not count as waiting. */
  private boolean takes(ChannelOutboundBuffer queue, int framedLength) {
    if (queue.totalPendingWriteBytes() + framedLength > MAX_QUEUED_BYTES) {
      flush();
    }
    long pending = queue.totalPendingWriteBytes();
    if (pending == 0) {
      waiting = false;
      late = false;
    }
    return !late && pending + framedLength <= MAX_QUEUED_BYTES;
  }

  /** The queue is full for RTP: a run is looked through, and what is not RTP goes. */
  private void sendWhatMatters(
      ChannelOutboundBuffer queue, byte[] data, int offset, int length, int segmentLength) {
    for (int at = offset; at < offset + length; at += segmentLength) {
      int size = Math.min(segmentLength, offset + length - at);
      int framed = size + FrameReader.PREFIX_LENGTH;
      boolean fits = queue.totalPendingWriteBytes() + framed <= MAX_QUEUED_BYTES + RESERVE_BYTES;
      if (fits && DatagramKind.of(data, at, size) != DatagramKind.RTP) {
        writeFrames(data, at, size, size, framed, 1);
      } else {
        counters.drop(DatagramDrop.SEND_QUEUE_FULL);
      }
    }
  }

  private void writeFrames(
      byte[] data, int offset, int length, int segmentLength, int framed, int datagrams) {
    ByteBuf run = channel.alloc().directBuffer(framed);
    for (int at = offset; at < offset + length; at += segmentLength) {
      int size = Math.min(segmentLength, offset + length - at);
      run.writeShort(size).writeBytes(data, at, size);
    }
    counters.tcpDatagramsSent += datagrams;
    counters.tcpBytesSent += length;
    // failures close the channel, and that is told
    var unused = channel.write(run, channel.voidPromise());
    unflushed = true;
    if (!listed) {
      listed = true;
      paths.flushSoon(this);
    }
  }

  /** The loop flushes. */
  void onFlush() {
    listed = false;
    flush();
  }

  private void flush() {
    if (unflushed) {
      unflushed = false;
      channel.flush();
    }
  }

  // ---- time

  void onTick(long nowNanos) {
    noteQueue(nowNanos);
    if (!proven && nowNanos - openedNanos >= PROOF_NANOS) {
      endIfUnproven = TcpRefusal.TOO_LATE;
      paths.closeSoon(this);
    } else if (nowNanos - lastReadNanos >= IDLE_NANOS) {
      paths.closeSoon(this);
    }
  }

  private void noteQueue(long nowNanos) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    if (queue == null || queue.totalPendingWriteBytes() == 0) {
      waiting = false;
      late = false;
    } else if (!waiting) {
      waiting = true;
      waitingSinceNanos = nowNanos;
    } else if (nowNanos - waitingSinceNanos >= MAX_WAIT_NANOS) {
      late = true;
    }
  }

  /** Something came. */
  void heard(long nowNanos) {
    lastReadNanos = nowNanos;
  }

  private final class Frames implements FrameReader.Sink {

    @Override
    public void onFrame(byte[] data, int offset, int length) {
      listener.onFrame(TcpPath.this, data, offset, length);
    }

    @Override
    public void onTooLong() {
      listener.onFrameTooLong();
    }
  }

  /** The connection's end of the pipeline. */
  private final class Inlet extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      try {
        byte[] piece = paths.piece();
        while (bytes.isReadable()) {
          int length = Math.min(piece.length, bytes.readableBytes());
          bytes.readBytes(piece, 0, length);
          frames.read(piece, 0, length, sink);
        }
      } finally {
        bytes.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      listener.onReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      onClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      paths.closeSoon(TcpPath.this);
    }
  }
}
