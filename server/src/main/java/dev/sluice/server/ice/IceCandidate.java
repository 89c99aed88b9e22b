package dev.sluice.server.ice;

import java.net.InetSocketAddress;

/**
 * A host candidate of ours, as it stands in an answer. RFC 8445 section 5.1, RFC 6544.
 *
 * @param foundation equal for candidates of one base address and transport
 * @param protocol how datagrams travel
 * @param priority RFC 8445 section 5.1.2
 * @param address where the peer sends to
 */
public record IceCandidate(
    String foundation, Protocol protocol, long priority, InetSocketAddress address) {

  /** The transport protocol of a candidate. */
  public enum Protocol {
    UDP,
    /** Passive TCP, RFC 6544. */
    TCP_PASSIVE
  }

  /** The value of {@code a=candidate:}, RFC 8839 section 5.1. */
  public String toAttributeValue() {
    String where = address.getAddress().getHostAddress();
    int zone = where.indexOf('%');
    String ip = zone < 0 ? where : where.substring(0, zone);
    String base = foundation + " 1 " + (protocol == Protocol.UDP ? "udp" : "tcp") + " " + priority;
    String tail = protocol == Protocol.UDP ? "" : " tcptype passive";
    return base + " " + ip + " " + address.getPort() + " typ host" + tail;
  }
}
