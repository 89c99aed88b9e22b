package dev.sluice.server.app;

import dev.sluice.server.config.Environment;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.media.NatOptions;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server's configuration with ports that are free for sure. */
final class TestConfig {

  static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private TestConfig() {}

  /** Everything on loopback and any free port. */
  static ServerConfig loopback() {
    return onHttpPort(0);
  }

  /** The same with an HTTP port. */
  static ServerConfig onHttpPort(int port) {
    return with(Map.of("HTTP_ADDR", "127.0.0.1:" + port));
  }

  /** The same with more variables. */
  static ServerConfig with(Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(Map.of("HTTP_ADDR", "127.0.0.1:0"));
    variables.putAll(more);
    ServerConfig config = ServerConfig.from(Environment.of(variables));
    MediaOptions media =
        new MediaOptions(
            0,
            1,
            List.of(LOOPBACK),
            NatOptions.NONE,
            1 << 20,
            MediaOptions.Transport.AUTO,
            MediaOptions.Segmentation.OFF);
    return config.withMedia(media);
  }
}
