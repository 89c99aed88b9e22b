package dev.sluice.server.auth.jwt;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a provider's keys are, and how they are fetched.
 *
 * @param url of the JWK Set; https, or http on this machine
 * @param minAge how long keys are kept before they are looked for again, whatever the provider says
 * @param maxAge the longest they are kept
 * @param defaultAge how long when the provider says nothing
 * @param minInterval between two fetches, whatever tokens ask for
 * @param timeout of one fetch, redirects and all
 * @param maxBytes of a document
 */
public record JwksOptions(
    URI url,
    Duration minAge,
    Duration maxAge,
    Duration defaultAge,
    Duration minInterval,
    Duration timeout,
    int maxBytes) {

  public JwksOptions {
    Objects.requireNonNull(url);
    if (!isAllowed(url)) {
      throw new IllegalArgumentException("neither https nor on this machine");
    }
  }

  /** With the usual times. */
  public static JwksOptions of(URI url) {
    return new JwksOptions(
        url,
        Duration.ofMinutes(1),
        Duration.ofHours(24),
        Duration.ofMinutes(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        256 << 10);
  }

  /** Keys that come without encryption over a network could be anybody's. */
  static boolean isAllowed(URI url) {
    if (url.getScheme() == null || url.getHost() == null || url.getUserInfo() != null) {
      return false;
    }
    return switch (url.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> isLoopback(url.getHost());
      default -> false;
    };
  }

  private static boolean isLoopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
    try {
      // a literal is not looked up
      return literal && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
