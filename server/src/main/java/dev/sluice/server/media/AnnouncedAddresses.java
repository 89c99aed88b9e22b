package dev.sluice.server.media;

import dev.sluice.server.media.NatOptions.LocalAddressPolicy;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which addresses peers are told, given the sockets that are bound and what lies before them. */
final class AnnouncedAddresses {

  private AnnouncedAddresses() {}

  /**
   * The addresses to make candidates of, the most wanted first and IPv4 before IPv6: some encoders
   * try only the first line. Never a link-local one. IPv6 unique local ones, which nobody outside
   * can reach, stand only among private addresses that are wanted or where there is nothing better.
   *
   * @param bound the local sockets, the most wanted first
   * @param publicPort the port in front of the bound ones, or 0 when it is the same
   * @throws MediaException when a public address has no local one behind it
   */
  static List<InetSocketAddress> of(List<InetSocketAddress> bound, NatOptions nat, int publicPort) {
    if (nat.publicAddresses().isEmpty()) {
      return withoutPointlessOnes(bound);
    }
    Set<InetSocketAddress> announced = new LinkedHashSet<>();
    for (PublicAddress outer : nat.publicAddresses()) {
      int port = publicPort == 0 ? behind(outer, bound).getPort() : publicPort;
      announced.add(new InetSocketAddress(outer.address(), port));
    }
    if (nat.localAddresses() == LocalAddressPolicy.OFFERED) {
      announced.addAll(bound);
    }
    List<InetSocketAddress> all = new ArrayList<>();
    announced.stream().filter(a -> a.getAddress() instanceof Inet4Address).forEach(all::add);
    announced.stream().filter(a -> !(a.getAddress() instanceof Inet4Address)).forEach(all::add);
    return List.copyOf(all);
  }

  /**
   * The same for HTTP's socket, which is bound to one address or to all of them.
   *
   * @param local the addresses that media is bound to
   * @throws MediaException when peers are told of no address that leads there
   */
  static List<InetSocketAddress> ofHttp(
      InetSocketAddress http, List<InetAddress> local, NatOptions nat, int publicPort) {
    if (http.getAddress().isAnyLocalAddress()) {
      return of(
          local.stream().map(a -> new InetSocketAddress(a, http.getPort())).toList(),
          nat,
          publicPort);
    }
    List<PublicAddress> leading =
        nat.publicAddresses().stream()
            .filter(outer -> leadsTo(outer).test(http.getAddress()))
            .toList();
    if (leading.isEmpty() && !nat.publicAddresses().isEmpty()) {
      throw new MediaException(
          "MEDIA_TCP_SHARE_HTTP is set, but HTTP listens on %s only, where no PUBLIC_IP leads to."
              .formatted(http.getAddress().getHostAddress()));
    }
    return of(List.of(http), nat.withPublicAddresses(leading), publicPort);
  }

  private static List<InetSocketAddress> withoutPointlessOnes(List<InetSocketAddress> bound) {
    boolean global =
        bound.stream().anyMatch(a -> AddressScope.of(a.getAddress()) == AddressScope.GLOBAL);
    return bound.stream()
        .filter(a -> !global || !AddressScope.isUniqueLocal(a.getAddress()))
        .toList();
  }

  private static InetSocketAddress behind(PublicAddress outer, List<InetSocketAddress> bound) {
    Predicate<InetAddress> wanted = leadsTo(outer);
    return bound.stream()
        .filter(socket -> wanted.test(socket.getAddress()))
        .findFirst()
        .orElseThrow(() -> new MediaException(nothingBehind(outer)));
  }

  private static Predicate<InetAddress> leadsTo(PublicAddress outer) {
    return outer
        .behind()
        .<Predicate<InetAddress>>map(inner -> inner::equals)
        .orElse(local -> sameFamily(local, outer.address()));
  }

  private static String nothingBehind(PublicAddress outer) {
    String address = outer.address().getHostAddress();
    return outer
        .behind()
        .map(
            inner ->
                "PUBLIC_IP says that %s leads to %s, but this machine does not have that address."
                    .formatted(address, inner.getHostAddress()))
        .orElseGet(
            () -> "PUBLIC_IP %s has no local address of its family behind it.".formatted(address));
  }

  private static boolean sameFamily(InetAddress one, InetAddress other) {
    return one instanceof Inet4Address == other instanceof Inet4Address;
  }
}
