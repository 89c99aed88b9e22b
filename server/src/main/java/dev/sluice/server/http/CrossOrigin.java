package dev.sluice.server.http;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The response headers of the Fetch standard's CORS protocol, section 3.2. */
final class CrossOrigin {

  private static final String REQUEST_HEADERS =
      "Authorization, Content-Type, If-Match, If-None-Match, If-Range, Range, X-Auth-Token,"
          + " traceparent, tracestate";
  private static final String RESPONSE_HEADERS =
      "Location, ETag, Link, Accept-Patch, Accept-Post, Accept-Ranges, Content-Disposition,"
          + " Content-Range, Retry-After, Server-Timing, WWW-Authenticate";
  private static final String PREFLIGHT_AGE_SECONDS = "7200";

  private final AllowedOrigins allowed;

  CrossOrigin(AllowedOrigins allowed) {
    this.allowed = allowed;
  }

  /** For any response. */
  Map<String, String> headers(Optional<String> origin) {
    Map<String, String> headers = new TreeMap<>();
    if (allowed.any()) {
      headers.put("Access-Control-Allow-Origin", "*");
    } else {
      headers.put("Vary", "Origin");
      if (origin.isEmpty() || !allowed.allows(origin.get())) {
        return headers;
      }
      headers.put("Access-Control-Allow-Origin", origin.get());
      headers.put("Access-Control-Allow-Credentials", "true");
    }
    headers.put("Access-Control-Expose-Headers", RESPONSE_HEADERS);
    return headers;
  }

  /** What a preflight learns besides. */
  static Map<String, String> preflightHeaders(Set<String> methods) {
    return Map.of(
        "Access-Control-Allow-Methods", String.join(", ", methods),
        "Access-Control-Allow-Headers", REQUEST_HEADERS,
        "Access-Control-Max-Age", PREFLIGHT_AGE_SECONDS);
  }
}
