package dev.sluice.server.media;

import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.stun.StunUfrag;
import dev.sluice.server.transport.DatagramKind;
import dev.sluice.server.transport.DatagramReceiver;
import dev.sluice.server.transport.TransportDirectory;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Finds the transport a datagram is for.
 *
 * <pre>
 *   STUN request  → by the ufrag it names, else by path
 *   anything else → by path
 * </pre>
 *
 * The ufrag comes first because a NAT can hand an address to a new session while the old one is
 * still bound to it. A path is remembered only from {@link #bind} to {@link #unbind}, so addresses
 * nobody has authenticated cost no memory. Owned by one media loop.
 */
final class TransportTable implements TransportDirectory {

  private final Map<UfragKey, DatagramReceiver> byUfrag = new HashMap<>();
  private final UfragKey probe = new UfragKey();
  private int boundPaths;

  private final UfragIndex index;
  private final MediaLoop loop;

  TransportTable(UfragIndex index, MediaLoop loop) {
    this.index = index;
    this.loop = loop;
  }

  /**
   * Hands a datagram to its receiver; what that throws passes through.
   *
   * @return null when delivered, else why not
   */
  DatagramDrop deliver(
      UdpSocket socket, InetSocketAddress sender, byte[] data, int length, long nowNanos) {
    UdpPath path = socket.pathOrNull(sender);
    DatagramReceiver bound = path == null ? null : path.receiver;
    boolean stun = DatagramKind.of(data, 0, length) == DatagramKind.STUN;
    DatagramReceiver receiver = stun ? namedOr(bound, data, 0, length) : bound;
    if (receiver == null) {
      return stun ? DatagramDrop.UNKNOWN_UFRAG : DatagramDrop.UNKNOWN_PATH;
    }
    if (path == null) {
      if (!receiver.takesStrangers(nowNanos)) {
        return DatagramDrop.UNPROVEN_RATE;
      }
      path = socket.newPath(sender);
    }
    receiver.receive(path, data, 0, length, nowNanos);
    return null;
  }

  /** The same for a frame of a TCP connection, which is its path from the start. */
  DatagramDrop deliver(TcpPath path, byte[] data, int offset, int length, long nowNanos) {
    boolean stun = DatagramKind.of(data, offset, length) == DatagramKind.STUN;
    DatagramReceiver receiver = stun ? namedOr(path.receiver, data, offset, length) : path.receiver;
    if (receiver == null) {
      return stun ? DatagramDrop.UNKNOWN_UFRAG : DatagramDrop.UNKNOWN_PATH;
    }
    receiver.receive(path, data, offset, length, nowNanos);
    return null;
  }

  /** Who is named by the ufrag in a STUN request; {@code bound} when nobody is. */
  private DatagramReceiver namedOr(DatagramReceiver bound, byte[] data, int offset, int length) {
    long ufrag = StunUfrag.find(data, offset, length);
    if (ufrag == StunUfrag.NONE) {
      return bound;
    }
    DatagramReceiver named =
        byUfrag.get(probe.wrap(data, StunUfrag.offsetOf(ufrag), StunUfrag.lengthOf(ufrag)));
    return named == null ? bound : named;
  }

  /** A path has gone; its receiver hears of it, and what that throws passes through. */
  void lost(LoopPath path, long nowNanos) {
    DatagramReceiver receiver = path.receiver;
    if (receiver == null) {
      return;
    }
    try {
      receiver.onPathLost(path, nowNanos);
    } finally {
      unbind(path, receiver);
    }
  }

  @Override
  public void register(String localUfrag, DatagramReceiver receiver) {
    byUfrag.put(new UfragKey(localUfrag), receiver);
    index.add(localUfrag, loop);
  }

  @Override
  public void unregister(String localUfrag) {
    byUfrag.remove(new UfragKey(localUfrag));
    index.remove(localUfrag, loop);
  }

  @Override
  public void bind(NetworkPath path, DatagramReceiver receiver) {
    LoopPath ours = ours(path);
    LoopPath known = ours.remember();
    if (known != ours) {
      if (known != null) {
        known.receiver = null;
      } else {
        boundPaths++;
      }
    }
    ours.receiver = receiver;
  }

  @Override
  public void unbind(NetworkPath path, DatagramReceiver receiver) {
    LoopPath ours = ours(path);
    if (ours.receiver == receiver && ours.forget()) {
      ours.receiver = null;
      boundPaths--;
    }
  }

  int ufrags() {
    return byUfrag.size();
  }

  int boundPaths() {
    return boundPaths;
  }

  private static LoopPath ours(NetworkPath path) {
    if (path instanceof LoopPath ours) {
      return ours;
    }
    throw new IllegalArgumentException("not a path of this loop: " + path);
  }
}
