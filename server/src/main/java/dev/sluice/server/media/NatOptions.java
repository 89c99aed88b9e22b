package dev.sluice.server.media;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where peers reach this machine when that is not what its interfaces say: behind a NAT that
 * forwards to it, or in a container with published ports.
 *
 * @param publicAddresses told to peers instead of the local ones, the most wanted first; empty when
 *     there is no NAT
 * @param localAddresses whether peers are told the local ones too
 * @param udpPort the public port of the first loop, the others follow; 0 when public ports are
 *     those the loops are bound to
 * @param stunServers unresolved; asked at start for the public addresses. Empty to ask nobody
 */
public record NatOptions(
    List<PublicAddress> publicAddresses,
    LocalAddressPolicy localAddresses,
    int udpPort,
    List<InetSocketAddress> stunServers) {

  /** The interfaces tell the truth. */
  public static final NatOptions NONE =
      new NatOptions(List.of(), LocalAddressPolicy.HIDDEN, 0, List.of());

  /** Whether peers are told the local addresses beside public ones. */
  public enum LocalAddressPolicy {
    /** No: nothing is learned about the inner network. */
    HIDDEN,
    /** Yes: peers in the same network need not go through the NAT. */
    OFFERED
  }

  public NatOptions {
    publicAddresses = List.copyOf(publicAddresses);
    stunServers = List.copyOf(stunServers);
  }

  /** The same with other public addresses. */
  public NatOptions withPublicAddresses(List<PublicAddress> addresses) {
    return new NatOptions(addresses, localAddresses, udpPort, stunServers);
  }

  /** The same with other servers to ask. */
  public NatOptions withStunServers(List<InetSocketAddress> servers) {
    return new NatOptions(publicAddresses, localAddresses, udpPort, servers);
  }
}
