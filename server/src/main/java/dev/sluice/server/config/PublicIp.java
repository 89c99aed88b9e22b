package dev.sluice.server.config;

import dev.sluice.server.media.PublicAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What PUBLIC_IP says: addresses, servers to ask for them, or that those of STUN_URLS are to be
 * asked.
 *
 * @param servers unresolved
 */
record PublicIp(List<PublicAddress> addresses, List<InetSocketAddress> servers, Source source) {

  /** Where the addresses come from. */
  enum Source {
    GIVEN,
    /** From {@link PublicIp#servers()}. */
    ASKED,
    /** From the servers of STUN_URLS. */
    STUN_URLS
  }

  private static final String STUN = "stun:";

  PublicIp {
    addresses = List.copyOf(addresses);
    servers = List.copyOf(servers);
  }

  static PublicIp parse(String text) {
    if (text.equals("auto")) {
      return new PublicIp(List.of(), List.of(), Source.STUN_URLS);
    }
    List<String> items = Values.list(text);
    if (!items.isEmpty() && items.stream().allMatch(item -> item.startsWith(STUN))) {
      return new PublicIp(
          List.of(), items.stream().map(Values::stunAddress).toList(), Source.ASKED);
    }
    List<PublicAddress> addresses = new ArrayList<>();
    for (String item : items) {
      int slash = item.indexOf('/');
      addresses.add(
          slash < 0
              ? PublicAddress.of(Values.reachable(item))
              : new PublicAddress(
                  Values.reachable(item.substring(0, slash)),
                  Optional.of(Values.reachable(item.substring(slash + 1)))));
    }
    return new PublicIp(addresses, List.of(), Source.GIVEN);
  }
}
