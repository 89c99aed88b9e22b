package dev.sluice.server.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Tells who a request comes from: the connection's peer, or, when that is a trusted proxy, the last
 * address in {@code X-Forwarded-For} that is not one of the proxies. Everything left of that is
 * hearsay.
 */
final class ClientAddresses {

  private final List<IpSubnetFilterRule> proxies;

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

  InetAddress client(InetSocketAddress peer, Optional<String> forwardedFor) {
    InetAddress client = peer.getAddress();
    if (proxies.isEmpty() || forwardedFor.isEmpty()) {
      return client;
    }
    String[] hops = forwardedFor.get().split(",");
    for (int i = hops.length - 1; i >= 0 && trusted(client); i--) {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(hops[i].strip());
      if (bytes == null) {
        return client;
      }
      client = address(bytes);
    }
    return client;
  }

  private boolean trusted(InetAddress address) {
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
