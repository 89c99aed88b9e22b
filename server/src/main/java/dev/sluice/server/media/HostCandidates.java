package dev.sluice.server.media;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.ice.IceCandidate.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ICE candidates of one loop. All are of type host, also those of a 1:1 NAT's outer side. */
final class HostCandidates {

  /** RFC 8445 section 5.1.2.2. */
  private static final long UDP_TYPE_PREFERENCE = 126;

  /** Below UDP's of any type but relayed, as RFC 6544 section 4.2 asks; what libwebrtc has. */
  private static final long TCP_TYPE_PREFERENCE = 90;

  private static final int HIGHEST_LOCAL_PREFERENCE = 65_535;

  /** RFC 6544 section 4.2: the upper three bits of TCP's local preference; passive is 4. */
  private static final int PASSIVE_PREFERENCE = 4 << 13;

  private static final int HIGHEST_OTHER_PREFERENCE = (1 << 13) - 1;
  private static final int COMPONENT = 1;

  private final List<IceCandidate> candidates = new ArrayList<>();

  /** One for each protocol and base address, RFC 8445 section 5.1.1.3. */
  private final Map<String, Integer> foundations = new HashMap<>();

  private HostCandidates() {}

  /**
   * One candidate for each address, UDP before TCP; of each protocol the first is preferred most,
   * and loopback always least.
   *
   * @param udp bound sockets, or public addresses with the port behind them
   * @param tcp likewise
   */
  static List<IceCandidate> of(List<InetSocketAddress> udp, List<InetSocketAddress> tcp) {
    HostCandidates all = new HostCandidates();
    int preference = HIGHEST_LOCAL_PREFERENCE;
    for (InetSocketAddress address : udp) {
      all.add(Protocol.UDP, UDP_TYPE_PREFERENCE, unlessLoopback(address, preference--), address);
    }
    int other = HIGHEST_OTHER_PREFERENCE;
    for (InetSocketAddress address : tcp) {
      int local = PASSIVE_PREFERENCE | unlessLoopback(address, other--);
      all.add(Protocol.TCP_PASSIVE, TCP_TYPE_PREFERENCE, local, address);
    }
    return List.copyOf(all.candidates);
  }

  private static int unlessLoopback(InetSocketAddress address, int preference) {
    return address.getAddress().isLoopbackAddress() ? 0 : preference;
  }

  /** The priority is that of RFC 8445 section 5.1.2.1. */
  private void add(Protocol protocol, long type, long local, InetSocketAddress address) {
    long priority = (type << 24) | (local << 8) | (256 - COMPONENT);
    candidates.add(
        new IceCandidate(foundation(protocol, address.getAddress()), protocol, priority, address));
  }

  private String foundation(Protocol protocol, InetAddress address) {
    String base = protocol + " " + address.getHostAddress();
    return Integer.toString(foundations.computeIfAbsent(base, key -> foundations.size() + 1));
  }
}
