package dev.sluice.server.config;

import java.net.URI;
import java.util.Locale;

/** Addresses of collectors as people write them: with a scheme or without. */
final class Endpoints {

  private Endpoints() {}

  /**
   * The address, with its scheme in lower case; one without is of plain HTTP.
   *
   * @throws IllegalArgumentException when it is neither {@code host[:port][/path]} nor a URL of
   *     HTTP or HTTPS, or names a user, a query or a fragment
   */
  static URI parse(String text) {
    URI uri = URI.create(text.contains("://") ? text : "http://" + text);
    Values.require(uri.getHost() != null && uri.getPort() <= 65_535);
    Values.require(uri.getUserInfo() == null && uri.getQuery() == null);
    Values.require(uri.getFragment() == null);
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    Values.require(scheme.equals("http") || scheme.equals("https"));
    return URI.create(scheme + "://" + uri.getRawAuthority() + uri.getRawPath());
  }
}
