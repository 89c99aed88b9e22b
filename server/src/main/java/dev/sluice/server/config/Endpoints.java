package dev.sluice.server.config;

import java.net.URI;
import java.util.Locale;

/** Addresses of HTTP services as people write them: with a scheme or without. */
final class Endpoints {

  private Endpoints() {}

  /**
   * The address, with its scheme in lower case or, when the text has none, without.
   *
   * @throws IllegalArgumentException when it is neither {@code host[:port][/path]} nor a URL of
   *     HTTP or HTTPS, or names a user, a query or a fragment
   */
  static URI parse(String text) {
    boolean schemed = text.contains("://");
    URI uri = URI.create(schemed ? text : "//" + text);
    Values.require(uri.getHost() != null && uri.getPort() <= 65_535);
    Values.require(uri.getUserInfo() == null && uri.getQuery() == null);
    Values.require(uri.getFragment() == null);
    if (!schemed) {
      return uri;
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    Values.require(scheme.equals("http") || scheme.equals("https"));
    return withScheme(uri, scheme);
  }

  /** The same address, with its own scheme if it has one. */
  static URI withDefaultScheme(URI uri, String scheme) {
    return uri.getScheme() == null ? withScheme(uri, scheme) : uri;
  }

  private static URI withScheme(URI uri, String scheme) {
    String path = uri.getRawPath();
    return URI.create(scheme + "://" + uri.getRawAuthority() + (path.equals("/") ? "" : path));
  }
}
