package dev.sluice.server.media;

import java.net.InetSocketAddress;

/** A 5-tuple over UDP. Owned by the socket's loop. */
final class UdpPath extends LoopPath {

  private final UdpSocket socket;
  private final InetSocketAddress remote;

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
  void send(byte[] data, int offset, int length, int segmentLength) {
    socket.send(data, offset, length, segmentLength, remote);
  }

  @Override
  UdpPath remember() {
    return socket.remember(this);
  }

  @Override
  boolean forget() {
    return socket.forget(this);
  }
}
