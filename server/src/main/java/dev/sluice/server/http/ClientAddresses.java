package dev.sluice.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who a request comes from: the connection's peer, or, when that is a trusted proxy, the last
 * address in {@code X-Forwarded-For} that is not one of the proxies. Everything left of that is
 * hearsay.
 */
final class ClientAddresses {

  private static final Logger log = LoggerFactory.getLogger(ClientAddresses.class);
  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

  private static final Pattern WITH_PORT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([0-9.]+))(?::\\d{1,5})?");

  private final List<IpSubnetFilterRule> proxies;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * @param networks in CIDR notation; a bare address stands for itself
   * @throws IllegalArgumentException when one is neither
   */
  ClientAddresses(List<String> networks) {
    this.proxies = networks.stream().map(ClientAddresses::rule).toList();
  }

  private static IpSubnetFilterRule rule(String network) {
    int slash = network.indexOf('/');
    String address = slash < 0 ? network : network.substring(0, slash);
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null) {
      throw new IllegalArgumentException("not an address or network: \"" + network + "\"");
    }
    int prefix = slash < 0 ? bytes.length * 8 : Integer.parseInt(network.substring(slash + 1));
    return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
  }

  /**
   * The client behind a connection.
   *
   * @param tls whether the connection itself is encrypted
   */
  Request.Peer peer(InetAddress peer, boolean tls, HttpHeaders headers) {
    List<String> forwarded = headers.getAll(FORWARDED_FOR);
    Optional<String> forwardedFor =
        forwarded.isEmpty() ? Optional.empty() : Optional.of(String.join(",", forwarded));
    if (!trusted(peer)) {
      forwardedFor.ifPresent(hops -> warn(peer));
      return new Request.Peer(peer, tls);
    }
    String scheme = headers.get(FORWARDED_PROTO);
    return new Request.Peer(
        client(new InetSocketAddress(peer, 0), forwardedFor),
        scheme == null ? tls : scheme.strip().equalsIgnoreCase("https"));
  }

  /** Once: a forgotten proxy would make all its clients one. */
  private void warn(InetAddress peer) {
    if (!warned.getAndSet(true)) {
      log.warn(
          "{} sends X-Forwarded-For but is not in TRUSTED_PROXIES: if it is your proxy, name it"
              + " there, or all clients behind it share one address's limits",
          peer.getHostAddress());
    }
  }

  InetAddress client(InetSocketAddress peer, Optional<String> forwardedFor) {
    InetAddress client = peer.getAddress();
    if (proxies.isEmpty() || forwardedFor.isEmpty()) {
      return client;
    }
    String[] hops = forwardedFor.get().split(",");
    for (int i = hops.length - 1; i >= 0 && trusted(client); i--) {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host(hops[i].strip()));
      if (bytes == null) {
        return client;
      }
      client = address(bytes);
    }
    return client;
  }

  /** Without the port that some proxies add, as in {@code 192.0.2.1:4711} and {@code [::1]:80}. */
  private static String host(String hop) {
    Matcher withPort = WITH_PORT.matcher(hop);
    return withPort.matches()
        ? Objects.requireNonNullElse(withPort.group(1), withPort.group(2))
        : hop;
  }

  /** Whether this is one of the proxies, which bring many clients. */
  boolean trusted(InetAddress address) {
    InetSocketAddress socket = new InetSocketAddress(address, 0);
    return proxies.stream().anyMatch(rule -> rule.matches(socket));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are an address", e);
    }
  }
}
