package dev.sluice.server.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The addresses of this machine that peers may reach it at. */
final class LocalAddresses {

  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};

  /** Addresses for documentation (RFC 5737, RFC 3849): routed like any far away, and nobody's. */
  private static final byte[] SOME_IPV4 = {(byte) 203, 0, 113, 1};

  private static final byte[] SOME_IPV6 = {
    0x20, 0x01, 0x0d, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
  };

  private static final int DISCARD_PORT = 9;

  private LocalAddresses() {}

  /**
   * Every address of every interface that is up: IPv4 before IPv6, global before private, the one
   * that leads out before others, 127.0.0.1 last; no link-local or multicast ones, and no IPv6
   * loopback, which browsers do not gather.
   *
   * @throws MediaException if the interfaces cannot be listed
   */
  static List<InetAddress> all() {
    List<InetAddress> addresses = new ArrayList<>();
    try {
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        if (each.isUp() && !each.isLoopback()) {
          each.inetAddresses()
              .filter(LocalAddresses::usable)
              .map(LocalAddresses::withoutZone)
              .forEach(addresses::add);
        }
      }
    } catch (SocketException e) {
      throw new MediaException("The network interfaces cannot be listed: " + e.getMessage(), e);
    }
    Set<InetAddress> leadingOut = Set.of(sourceTowards(SOME_IPV4), sourceTowards(SOME_IPV6));
    addresses.sort(
        Comparator.<InetAddress, Boolean>comparing(address -> address instanceof Inet6Address)
            .thenComparing(AddressScope::of)
            .thenComparing(address -> !leadingOut.contains(address)));
    addresses.add(loopback());
    return List.copyOf(addresses);
  }

  /** The address the kernel would send from, or the unspecified one without a route. */
  private static InetAddress sourceTowards(byte[] destination) {
    try (DatagramSocket socket = new DatagramSocket()) {
      // sends nothing
      socket.connect(new InetSocketAddress(ofBytes(destination), DISCARD_PORT));
      return withoutZone(socket.getLocalAddress());
    } catch (IOException | UncheckedIOException noRoute) {
      return ofBytes(new byte[destination.length]);
    }
  }

  /** 127.0.0.1. */
  static InetAddress loopback() {
    return ofBytes(IPV4_LOOPBACK);
  }

  /** A global address needs no interface to be unique; with one it would not equal a sender's. */
  private static InetAddress withoutZone(InetAddress address) {
    return ofBytes(address.getAddress());
  }

  private static InetAddress ofBytes(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }

  private static boolean usable(InetAddress address) {
    return (address instanceof Inet4Address || address instanceof Inet6Address)
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress();
  }
}
