package dev.sluice.server.ice;

import java.net.InetSocketAddress;

/** A path known only by its remote address. */
final class TestPath implements NetworkPath {

  private static final InetSocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 7882);

  private final InetSocketAddress remote;

  TestPath(String remoteIp, int remotePort) {
    remote = new InetSocketAddress(remoteIp, remotePort);
  }

  @Override
  public InetSocketAddress local() {
    return LOCAL;
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
    return remote.getAddress().getHostAddress() + ":" + remote.getPort();
  }
}
