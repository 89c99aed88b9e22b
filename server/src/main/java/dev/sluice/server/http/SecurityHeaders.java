package dev.sluice.server.http;

import java.util.Map;
import java.util.TreeMap;

/** The headers that keep browsers from doing with our responses what they are not for. */
final class SecurityHeaders {

  /** A response that is no page loads nothing and is shown nowhere. */
  private static final String NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

  private SecurityHeaders() {}

  /**
   * What every response has that says nothing else itself.
   *
   * <p>Cross-Origin-Resource-Policy keeps other sites from loading what CORS would not let them
   * read; a page that CORS lets in is not concerned.
   */
  static Map<String, String> of(HttpOptions options) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Permissions-Policy", "camera=(), microphone=(), display-capture=()");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cache-Control", "no-store");
    headers.put("Content-Security-Policy", NO_PAGE);
    if (options.tls().isPresent() && options.hstsSeconds() > 0) {
      headers.put("Strict-Transport-Security", "max-age=" + options.hstsSeconds());
    }
    return headers;
  }
}
