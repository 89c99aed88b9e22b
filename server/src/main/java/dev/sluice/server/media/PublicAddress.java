package dev.sluice.server.media;

import java.net.InetAddress;
import java.util.Optional;

/**
 * An address that a NAT or a container's host forwards to this machine.
 *
 * @param address what peers are told
 * @param behind the local address it leads to; when absent the first of its family. The two may be
 *     of different families where a container's host translates between them
 */
public record PublicAddress(InetAddress address, Optional<InetAddress> behind) {

  /** Leads to the first local address of its family. */
  public static PublicAddress of(InetAddress address) {
    return new PublicAddress(address, Optional.empty());
  }

  /** As it is written in PUBLIC_IP. */
  @Override
  public String toString() {
    String outer = address.getHostAddress();
    return behind.map(inner -> outer + "/" + inner.getHostAddress()).orElse(outer);
  }
}
