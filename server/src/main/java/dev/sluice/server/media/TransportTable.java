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

  private final Map<String, DatagramReceiver> byUfrag = new HashMap<>();
  private int boundPaths;

  /**
   * Hands a datagram to its receiver; what that throws passes through.
   *
   * @return null when delivered, else why not
   */
  DatagramDrop deliver(
      UdpSocket socket, InetSocketAddress sender, byte[] data, int length, long nowNanos) {
    UdpPath path = socket.pathOrNull(sender);
    DatagramReceiver receiver = path == null ? null : path.receiver;
    boolean stun = DatagramKind.of(data, 0, length) == DatagramKind.STUN;
    if (stun) {
      String ufrag = StunUfrag.localUfrag(data, 0, length);
      DatagramReceiver named = ufrag == null ? null : byUfrag.get(ufrag);
      if (named != null) {
        receiver = named;
      }
    }
    if (receiver == null) {
      return stun ? DatagramDrop.UNKNOWN_UFRAG : DatagramDrop.UNKNOWN_PATH;
    }
    NetworkPath from = path != null ? path : socket.newPath(sender);
    receiver.receive(from, data, 0, length, nowNanos);
    return null;
  }

  @Override
  public void register(String localUfrag, DatagramReceiver receiver) {
    byUfrag.put(localUfrag, receiver);
  }

  @Override
  public void unregister(String localUfrag) {
    byUfrag.remove(localUfrag);
  }

  @Override
  public void bind(NetworkPath path, DatagramReceiver receiver) {
    UdpPath udp = udp(path);
    UdpPath known = udp.socket().remember(udp);
    if (known != udp) {
      if (known != null) {
        known.receiver = null;
      } else {
        boundPaths++;
      }
    }
    udp.receiver = receiver;
  }

  @Override
  public void unbind(NetworkPath path, DatagramReceiver receiver) {
    UdpPath udp = udp(path);
    if (udp.receiver == receiver && udp.socket().forget(udp)) {
      udp.receiver = null;
      boundPaths--;
    }
  }

  int ufrags() {
    return byUfrag.size();
  }

  int boundPaths() {
    return boundPaths;
  }

  private static UdpPath udp(NetworkPath path) {
    if (path instanceof UdpPath udp) {
      return udp;
    }
    throw new IllegalArgumentException("not a path of this loop: " + path);
  }
}
