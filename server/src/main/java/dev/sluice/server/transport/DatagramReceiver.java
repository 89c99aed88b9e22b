package dev.sluice.server.transport;

import dev.sluice.server.ice.NetworkPath;

/** Takes datagrams from a socket. Called on the owning media loop. */
@FunctionalInterface
public interface DatagramReceiver {

  /**
   * One datagram. {@code data[offset, offset + length)} may be changed in place and is valid only
   * during the call.
   *
   * @param nowNanos when the read batch began
   */
  void receive(NetworkPath path, byte[] data, int offset, int length, long nowNanos);

  /**
   * Whether STUN from an address that has proved nothing is looked at now. Asked before anything is
   * done for such a datagram; takes nothing from what is allowed.
   */
  default boolean takesStrangers(long nowNanos) {
    return true;
  }

  /** A path that was bound to this receiver has gone: its TCP connection has closed. */
  default void onPathLost(NetworkPath path, long nowNanos) {}
}
