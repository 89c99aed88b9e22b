package dev.sluice.server.media;

import dev.sluice.server.ice.IceCandidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The ICE candidates of one loop. All are of type host, also those of a 1:1 NAT's outer side. */
final class HostCandidates {

  /** RFC 8445 section 5.1.2.2. */
  private static final long HOST_TYPE_PREFERENCE = 126;

  private static final int HIGHEST_LOCAL_PREFERENCE = 65_535;
  private static final int COMPONENT = 1;

  private HostCandidates() {}

  /**
   * One candidate for each address, the first preferred most; loopback always least.
   *
   * @param addresses bound sockets, or public addresses with the port behind them
   */
  static List<IceCandidate> of(List<InetSocketAddress> addresses) {
    List<IceCandidate> candidates = new ArrayList<>();
    int localPreference = HIGHEST_LOCAL_PREFERENCE;
    for (InetSocketAddress address : addresses) {
      candidates.add(
          new IceCandidate(
              Integer.toString(candidates.size() + 1),
              IceCandidate.Protocol.UDP,
              priority(address.getAddress(), localPreference),
              address));
      localPreference--;
    }
    return List.copyOf(candidates);
  }

  /** RFC 8445 section 5.1.2.1. */
  private static long priority(InetAddress address, int localPreference) {
    long local = address.isLoopbackAddress() ? 0 : localPreference;
    return (HOST_TYPE_PREFERENCE << 24) | (local << 8) | (256 - COMPONENT);
  }
}
