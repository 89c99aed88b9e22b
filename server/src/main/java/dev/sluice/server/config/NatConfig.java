package dev.sluice.server.config;

import dev.sluice.server.media.NatOptions;
import dev.sluice.server.media.NatOptions.LocalAddressPolicy;
import dev.sluice.server.media.PublicAddress;
import java.util.List;

/** The variables that say what lies between the media ports and the peers. */
final class NatConfig {

  private NatConfig() {}

  /**
   * @param loops each with a public port
   * @throws ConfigException when the variables contradict one another
   */
  static NatOptions options(Environment environment, int loops) {
    List<PublicAddress> addresses = environment.value(Variables.PUBLIC_IP);
    boolean keepPrivate = environment.value(Variables.PUBLIC_IP_KEEP_PRIVATE);
    int port = environment.value(Variables.MEDIA_UDP_PUBLIC_PORT);
    if (addresses.isEmpty() && port != 0) {
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
        addresses, keepPrivate ? LocalAddressPolicy.OFFERED : LocalAddressPolicy.HIDDEN, port);
  }
}
