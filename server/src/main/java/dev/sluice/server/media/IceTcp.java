package dev.sluice.server.media;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes TCP connections and leads each to the media loop it is for: ICE-TCP, passive side (RFC
 * 6544). The connections may come from a listener of another protocol, which asks {@link
 * #recognises} with the first bytes. Thread-safe.
 */
// nothing is left to do about a connection that fails to close
@SuppressWarnings("FutureReturnValueIgnored")
public final class IceTcp {

  /** What the first bytes of a connection say. */
  public enum Recognition {
    /** It is for ICE. */
    YES,
    /** More bytes are needed. */
    PERHAPS,
    /** It is something else. */
    NO
  }

  /** So many bytes are enough for {@link #recognises} to be sure. */
  public static final int TELLING_BYTES = Greeting.TELLING_BYTES;

  private static final byte[] NOTHING = {};

  private final UfragIndex index;
  private final IntakeGate gate = new IntakeGate();
  private final LongAdder accepted = new LongAdder();
  private final AtomicLongArray refused = new AtomicLongArray(TcpRefusal.values().length);

  IceTcp(UfragIndex index) {
    this.index = index;
  }

  /** Whether a connection that begins with {@code first[0, length)} is for ICE. */
  public static Recognition recognises(byte[] first, int length) {
    return switch (Greeting.judge(first, length)) {
      case YES -> Recognition.YES;
      case PERHAPS -> Recognition.PERHAPS;
      case NO -> Recognition.NO;
    };
  }

  /**
   * Takes over a connection. Its pipeline must be empty and its reading not automatic; to be called
   * on its event loop.
   *
   * @param first what was read of it already
   */
  public void accept(Channel channel, byte[] first) {
    accepted.increment();
    Optional<IntakeGate.Ticket> ticket = remoteAddress(channel).flatMap(gate::enter);
    if (ticket.isEmpty()) {
      refused.incrementAndGet(TcpRefusal.TOO_MANY.ordinal());
      channel.close();
      return;
    }
    channel.pipeline().addLast(new FirstFrame(this, ticket.get(), first));
  }

  /** The same for a connection that has just been opened. */
  void accept(Channel channel) {
    accept(channel, NOTHING);
  }

  public IceTcpStats stats() {
    Map<TcpRefusal, Long> byReason = new EnumMap<>(TcpRefusal.class);
    for (TcpRefusal reason : TcpRefusal.values()) {
      byReason.put(reason, refused.get(reason.ordinal()));
    }
    return new IceTcpStats(accepted.sum(), gate.inside(), byReason);
  }

  MediaLoop loopOrNull(String ufrag) {
    return index.loopOrNull(ufrag);
  }

  /** A connection could not be accepted. */
  void notAccepted() {
    refused.incrementAndGet(TcpRefusal.NOT_ACCEPTED.ordinal());
  }

  /** A connection ends unproven. */
  void refused(TcpRefusal reason, IntakeGate.Ticket ticket) {
    ticket.giveBack();
    refused.incrementAndGet(reason.ordinal());
  }

  /** Empty when the connection has broken already. */
  private static Optional<InetAddress> remoteAddress(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress remote
        ? Optional.of(remote.getAddress())
        : Optional.empty();
  }
}
