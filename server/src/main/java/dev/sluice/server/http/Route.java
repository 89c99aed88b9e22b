package dev.sluice.server.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What answers at a path. A pattern is a path whose segments are literal or {@code {name}}; a last
 * segment of {@code **} takes any rest, as variable {@code **}.
 */
public sealed interface Route {

  /** Which rates a request counts against, {@link RequestRates}. */
  enum Limit {
    /** That of requests. */
    LIMITED,
    /** That of joins and their bytes too: it brings somebody into a room. */
    JOIN,
    UNLIMITED
  }

  Pattern pattern();

  Limit limit();

  /** Answers one method; GET answers HEAD too. */
  record Exchange(String method, Pattern pattern, Limit limit, Handler handler) implements Route {}

  /** Takes WebSocket handshakes. */
  record Switch(Pattern pattern, Limit limit, Upgrade upgrade) implements Route {}

  static Route get(String pattern, Handler handler) {
    return new Exchange("GET", Pattern.of(pattern), Limit.UNLIMITED, handler);
  }

  /** A route of the API: it counts against the client's rate limit. */
  static Route limited(String method, String pattern, Handler handler) {
    return new Exchange(method, Pattern.of(pattern), Limit.LIMITED, handler);
  }

  /** A route that brings somebody into a room: it counts against the client's joins too. */
  static Route join(String method, String pattern, Handler handler) {
    return new Exchange(method, Pattern.of(pattern), Limit.JOIN, handler);
  }

  /**
   * Answers OPTIONS, preflights too: what CORS wants of these is added. Preflights do not count
   * against the rate limit, since a browser asks before each request that does; what others ask is
   * a request like any other.
   */
  static Route options(String pattern, Handler handler) {
    return new Exchange("OPTIONS", Pattern.of(pattern), Limit.LIMITED, handler);
  }

  static Route webSocket(String pattern, Upgrade upgrade) {
    return new Switch(Pattern.of(pattern), Limit.JOIN, upgrade);
  }

  /** A path pattern, cut into segments. */
  record Pattern(List<String> segments) {

    public Pattern {
      segments = List.copyOf(segments);
    }

    /** As it was written. */
    String text() {
      return "/" + String.join("/", segments);
    }

    static Pattern of(String text) {
      return new Pattern(List.of(text.substring(1).split("/", -1)));
    }

    /** The variables when {@code path}, a list of decoded segments, fits; else empty. */
    Optional<Map<String, String>> match(List<String> path) {
      Map<String, String> variables = new LinkedHashMap<>();
      for (int i = 0; i < segments.size(); i++) {
        String segment = segments.get(i);
        if (segment.equals("**")) {
          variables.put(
              "**", String.join("/", path.subList(Math.min(i, path.size()), path.size())));
          return i <= path.size() ? Optional.of(variables) : Optional.empty();
        }
        if (i >= path.size()) {
          return Optional.empty();
        }
        if (segment.startsWith("{")) {
          variables.put(segment.substring(1, segment.length() - 1), path.get(i));
        } else if (!segment.equals(path.get(i))) {
          return Optional.empty();
        }
      }
      return path.size() == segments.size() ? Optional.of(variables) : Optional.empty();
    }
  }
}
