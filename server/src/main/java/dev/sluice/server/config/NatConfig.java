package dev.sluice.server.config;

import dev.sluice.server.media.NatOptions;
import dev.sluice.server.media.NatOptions.LocalAddressPolicy;
import java.net.InetSocketAddress;
import java.util.List;

/** The variables that say what lies between the media ports and the peers. */
final class NatConfig {

  private NatConfig() {}

  /**
   * @param loops each with a public port
   * @throws ConfigException when the variables contradict one another
   */
  static NatOptions options(Environment environment, int loops) {
    PublicIp publicIp = environment.value(MediaVariables.PUBLIC_IP);
    List<InetSocketAddress> servers = servers(environment, publicIp);
    boolean keepPrivate = environment.value(MediaVariables.PUBLIC_IP_KEEP_PRIVATE);
    int port = environment.value(MediaVariables.MEDIA_UDP_PUBLIC_PORT);
    if (publicIp.addresses().isEmpty() && servers.isEmpty() && port != 0) {
      throw new ConfigException(
          "MEDIA_UDP_PUBLIC_PORT is set, but PUBLIC_IP is not; say at which address that port is.");
    }
    if (port != 0 && port + loops - 1 > 65_535) {
      throw new ConfigException(
          "MEDIA_UDP_PUBLIC_PORT must leave room for MEDIA_LOOPS ports below 65536, but %d + %d"
                  .formatted(port, loops)
              + " does not.");
    }
    return new NatOptions(
        publicIp.addresses(),
        keepPrivate ? LocalAddressPolicy.OFFERED : LocalAddressPolicy.HIDDEN,
        port,
        servers);
  }

  private static List<InetSocketAddress> servers(Environment environment, PublicIp publicIp) {
    if (publicIp.source() != PublicIp.Source.STUN_URLS) {
      return publicIp.servers();
    }
    List<InetSocketAddress> servers =
        environment.value(IceServerVariables.STUN_URLS).stream()
            .flatMap(server -> server.urls().stream())
            .filter(url -> url.startsWith("stun:"))
            .map(Values::stunAddress)
            .toList();
    if (servers.isEmpty()) {
      throw new ConfigException(
          "PUBLIC_IP is auto, but STUN_URLS has no stun: server to ask; set STUN_URLS or write"
              + " PUBLIC_IP=stun:host:port.");
    }
    return servers;
  }
}
