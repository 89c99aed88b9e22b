package dev.sluice.server.media;

import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.transport.DatagramReceiver;
import java.net.InetSocketAddress;

/** A 5-tuple over UDP. Owned by the socket's loop. */
final class UdpPath implements NetworkPath {

  private final UdpSocket socket;
  private final InetSocketAddress remote;

  /** Who gets what comes in here; null while the path is not bound. Kept by the table. */
  DatagramReceiver receiver;

  UdpPath(UdpSocket socket, InetSocketAddress remote) {
    this.socket = socket;
    this.remote = remote;
  }

  UdpSocket socket() {
    return socket;
  }

  @Override
  public InetSocketAddress local() {
    return socket.local();
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public boolean reliable() {
    return false;
  }

  @Override
  public String toString() {
    return local() + " <- " + remote;
  }
}
