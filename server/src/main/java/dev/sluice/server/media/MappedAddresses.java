package dev.sluice.server.media;

import dev.sluice.server.media.StunClient.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What STUN servers' answers say about the NAT in front of us, if there is one. */
final class MappedAddresses {

  private final Map<InetAddress, PublicAddress> addresses = new LinkedHashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  /**
   * @param answers those of the most wanted local address first
   * @param expectSamePort false when the operator has said what the public port is
   */
  MappedAddresses(List<Answer> answers, boolean expectSamePort) {
    Map<InetSocketAddress, Set<InetSocketAddress>> bySocket = new LinkedHashMap<>();
    for (Answer answer : answers) {
      answer.mapped().ifPresent(mapped -> note(answer.local(), mapped, bySocket));
    }
    bySocket.forEach((local, mapped) -> judge(local, mapped, expectSamePort));
  }

  /** One for each address peers could use, each with the local one it leads to. */
  List<PublicAddress> addresses() {
    return List.copyOf(addresses.values());
  }

  /** Why media may not come through although there is an address; whole sentences. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void note(
      InetSocketAddress local,
      InetSocketAddress mapped,
      Map<InetSocketAddress, Set<InetSocketAddress>> bySocket) {
    PublicAddress first =
        addresses.computeIfAbsent(
            mapped.getAddress(),
            address -> new PublicAddress(address, Optional.of(local.getAddress())));
    if (first.behind().equals(Optional.of(local.getAddress()))) {
      // another interface that leaves through the same NAT is not the one peers come in by
      bySocket
          .computeIfAbsent(
              local, socket -> new TreeSet<>(Comparator.comparing(InetSocketAddress::toString)))
          .add(mapped);
    }
  }

  private void judge(
      InetSocketAddress local, Set<InetSocketAddress> mapped, boolean expectSamePort) {
    if (mapped.size() > 1) {
      warnings.add(
          ("The NAT in front of %s gives UDP port %d another outer port for each destination"
                  + " (symmetric NAT): peers get through only if the router forwards UDP %d to this"
                  + " machine, or over TURN.")
              .formatted(local.getAddress().getHostAddress(), local.getPort(), local.getPort()));
      return;
    }
    InetSocketAddress outer = mapped.iterator().next();
    if (expectSamePort && outer.getPort() != local.getPort()) {
      warnings.add(
          ("The NAT in front of %s shows UDP port %d as %d: let the router forward UDP %d to this"
                  + " machine, or say in MEDIA_UDP_PUBLIC_PORT which port it forwards.")
              .formatted(
                  local.getAddress().getHostAddress(),
                  local.getPort(),
                  outer.getPort(),
                  local.getPort()));
    }
  }

  /** The local addresses that peers can reach although no server named them. */
  static List<PublicAddress> withLocalOnes(
      List<PublicAddress> mapped, List<InetAddress> localAddresses) {
    List<PublicAddress> all = new ArrayList<>(mapped);
    for (InetAddress local : localAddresses) {
      boolean known =
          mapped.stream()
              .anyMatch(m -> m.address().equals(local) || m.behind().equals(Optional.of(local)));
      if (!known && AddressScope.of(local) == AddressScope.GLOBAL) {
        all.add(new PublicAddress(local, Optional.of(local)));
      }
    }
    return List.copyOf(all);
  }
}
