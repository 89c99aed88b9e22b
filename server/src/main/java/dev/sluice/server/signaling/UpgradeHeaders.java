package dev.sluice.server.signaling;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What the HTTP request that opened a WebSocket says of its client.
 *
 * @param room that of the address, by which a proxy has found this server
 * @param token good for a join that brings none
 * @param traceparent likewise
 * @param tracestate goes with {@code traceparent}
 * @param from the client's address
 */
public record UpgradeHeaders(
    Optional<String> room,
    Optional<String> token,
    Optional<String> traceparent,
    Optional<String> tracestate,
    Optional<String> userAgent,
    Optional<InetAddress> from) {

  /** Nothing but a token, if any. */
  public static UpgradeHeaders ofToken(Optional<String> token) {
    return new UpgradeHeaders(
        Optional.empty(),
        token,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
