package dev.sluice.server.config;

import dev.sluice.server.room.ServerCapacity;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * What stands around the HTTP server.
 *
 * @param redirectFrom where plain HTTP listens, to send browsers to HTTPS
 * @param redirectPort the port of HTTPS as browsers see it; 0 for the one it listens on
 * @param assetBase where a CDN has what pages load, without a slash at its end
 * @param metricsToken what the metrics page wants; empty when it is open
 * @param maxRooms of this server; 0 for no limit
 * @param maxParticipants in all rooms; 0 for no limit
 */
public record EdgeOptions(
    Optional<InetSocketAddress> redirectFrom,
    int redirectPort,
    Optional<URI> assetBase,
    Optional<String> metricsToken,
    int maxRooms,
    int maxParticipants) {

  static EdgeOptions from(Environment environment) {
    return new EdgeOptions(
        environment.value(HttpVariables.HTTP_REDIRECT_ADDR),
        environment.value(MediaVariables.HTTP_PUBLIC_PORT),
        environment.value(HttpVariables.ASSET_BASE_URL),
        environment.value(HttpVariables.METRICS_TOKEN),
        environment.value(HttpVariables.MAX_ROOMS),
        environment.value(HttpVariables.MAX_PARTICIPANTS));
  }

  /** As many rooms and people as are allowed. */
  public ServerCapacity capacity() {
    return new ServerCapacity(maxRooms, maxParticipants);
  }

  /** Tells nothing of the token. */
  @Override
  public String toString() {
    return "EdgeOptions[redirectFrom=%s, assetBase=%s, metricsToken=%b, maxRooms=%d, maxParticipants=%d]"
        .formatted(redirectFrom, assetBase, metricsToken.isPresent(), maxRooms, maxParticipants);
  }
}
