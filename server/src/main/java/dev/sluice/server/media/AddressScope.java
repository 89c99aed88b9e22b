package dev.sluice.server.media;

import java.net.Inet4Address;
import java.net.InetAddress;

/** From how far away an address can be reached, the farthest first. */
public enum AddressScope {
  /** From everywhere, as far as the address tells. */
  GLOBAL,
  /**
   * From within one network: RFC 1918, carrier-grade NAT (RFC 6598), IPv6 unique local (RFC 4193).
   */
  PRIVATE,
  /** From one link; browsers do not use such addresses. */
  LINK_LOCAL,
  /** From this machine. */
  LOOPBACK;

  public static AddressScope of(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return LOOPBACK;
    }
    if (address.isLinkLocalAddress()) {
      return LINK_LOCAL;
    }
    byte[] bytes = address.getAddress();
    boolean carrier = address instanceof Inet4Address && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
    boolean inner = address.isSiteLocalAddress() || carrier || isUniqueLocal(address);
    return inner ? PRIVATE : GLOBAL;
  }

  /** True for fc00::/7. RFC 4193. */
  static boolean isUniqueLocal(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
  }
}
