package dev.sluice.server.ice;

import java.net.InetSocketAddress;

/**
 * One 5-tuple over which a peer talks to us: a local socket and a remote address. The socket layer
 * makes exactly one object per 5-tuple while it is known, so paths are compared by identity.
 */
public interface NetworkPath {

  /** The local socket's address; a response must leave from here. */
  InetSocketAddress local();

  /** The peer's address as the socket saw it. */
  InetSocketAddress remote();

  /** True when datagrams travel over TCP with RFC 4571 framing. */
  boolean reliable();
}
