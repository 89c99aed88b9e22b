package dev.sluice.server.media;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The addresses of this machine that peers may reach it at. */
final class LocalAddresses {

  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};

  private LocalAddresses() {}

  /**
   * Every address of every interface that is up: IPv4 before IPv6, 127.0.0.1 last; no link-local or
   * multicast ones, and no IPv6 loopback, which browsers do not gather.
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
    addresses.sort(Comparator.comparing(address -> address instanceof Inet6Address));
    addresses.add(loopback());
    return List.copyOf(addresses);
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
