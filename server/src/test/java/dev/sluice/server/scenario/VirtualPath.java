package dev.sluice.server.scenario;

import dev.sluice.server.ice.NetworkPath;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A 5-tuple without a socket: what the server sends on it goes to its receiver. */
record VirtualPath(InetSocketAddress local, InetSocketAddress remote, Consumer<byte[]> receiver)
    implements NetworkPath {

  private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 7882);

  static VirtualPath from(int port, Consumer<byte[]> receiver) {
    return new VirtualPath(SERVER, new InetSocketAddress("198.51.100.7", port), receiver);
  }

  @Override
  public boolean reliable() {
    return false;
  }

  // paths are compared by identity
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
