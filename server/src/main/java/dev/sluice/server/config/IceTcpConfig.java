package dev.sluice.server.config;

import dev.sluice.server.media.IceTcpOptions;
import dev.sluice.server.media.IceTcpOptions.HttpPort;
import java.util.OptionalInt;

/** The variables of ICE-TCP. */
final class IceTcpConfig {

  private IceTcpConfig() {}

  /**
   * @throws ConfigException when the variables contradict one another
   */
  static IceTcpOptions options(Environment environment) {
    OptionalInt port = environment.value(MediaVariables.MEDIA_TCP_PORT);
    boolean shared = environment.value(MediaVariables.MEDIA_TCP_SHARE_HTTP);
    int publicPort = environment.value(MediaVariables.MEDIA_TCP_PUBLIC_PORT);
    int httpPublicPort = environment.value(MediaVariables.HTTP_PUBLIC_PORT);
    int httpPort = environment.value(HttpVariables.HTTP_ADDR).getPort();
    if (port.isPresent() && port.getAsInt() == httpPort) {
      throw new ConfigException(
          ("MEDIA_TCP_PORT and HTTP_ADDR both have port %d; set MEDIA_TCP_PORT=off and"
                  + " MEDIA_TCP_SHARE_HTTP=1 to use one port for both.")
              .formatted(httpPort));
    }
    if (publicPort != 0) {
      require(port.isPresent(), "MEDIA_TCP_PUBLIC_PORT is set, but MEDIA_TCP_PORT is off.");
      requirePublicIp(environment, MediaVariables.MEDIA_TCP_PUBLIC_PORT);
    }
    if (httpPublicPort != 0) {
      require(shared, "HTTP_PUBLIC_PORT is set, but MEDIA_TCP_SHARE_HTTP, which uses it, is not.");
      requirePublicIp(environment, MediaVariables.HTTP_PUBLIC_PORT);
    }
    return new IceTcpOptions(
        port, publicPort, shared ? HttpPort.SHARED : HttpPort.APART, httpPublicPort);
  }

  private static void requirePublicIp(Environment environment, Variable<?> port) {
    require(
        environment.has(MediaVariables.PUBLIC_IP),
        port.name() + " is set, but PUBLIC_IP is not; say at which address that port is.");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
