package dev.sluice.server.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request target in origin-form or absolute-form, RFC 9112 section 3.2.
 *
 * @param path as it was sent
 * @param segments of the path, decoded one by one, so that an encoded slash stays inside its
 *     segment
 */
record RequestTarget(String path, List<String> segments, Map<String, List<String>> query) {

  private static final int MAX_QUERY_PARAMETERS = 64;
  private static final int MAX_SEGMENTS = 32;

  /**
   * What a segment cannot be or have, once decoded: another reader, such as a proxy with rules for
   * paths, could see another path in it. U+FFFD is what is no UTF-8.
   */
  private static final Pattern FORBIDDEN =
      Pattern.compile("^\\.{1,2}(;|$)|[/\\\\\\p{Cntrl}\uFFFD]");

  private static final Pattern SECRET =
      Pattern.compile("(?i)([?&;](?:(?:access_)?token|ticket)=)[^&;#]*");

  /** Whoever knows the rest of a session's id may end it; so much of it tells which one it is. */
  private static final Pattern SESSION = Pattern.compile("(/session/[^/?#]+/[^/?#]{0,6})[^/?#]*");

  /** The beginning of the absolute-form, as proxies are asked; without a user. */
  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/?#@]+(?=[/]|$)");

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /** Empty when it is not a target that a route could have. */
  static Optional<RequestTarget> parse(String text) {
    String target = originForm(text);
    if (!target.startsWith("/")) {
      return Optional.empty();
    }
    int end = target.length();
    for (char stop : new char[] {'?', '#'}) {
      int at = target.indexOf(stop);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    String path = target.substring(0, end);
    try {
      List<String> segments = new ArrayList<>();
      for (String segment : path.substring(1).split("/", -1)) {
        String decoded = QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
        if (segments.size() == MAX_SEGMENTS || FORBIDDEN.matcher(decoded).find()) {
          return Optional.empty();
        }
        segments.add(decoded);
      }
      QueryStringDecoder decoder =
          QueryStringDecoder.builder().maxParams(MAX_QUERY_PARAMETERS).build(target);
      return Optional.of(new RequestTarget(path, segments, decoder.parameters()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String originForm(String text) {
    Matcher absolute = ABSOLUTE.matcher(text);
    if (text.startsWith("/") || !absolute.lookingAt()) {
      return text;
    }
    String rest = text.substring(absolute.end());
    return rest.isEmpty() ? "/" : rest;
  }

  /** The target for the log: one line, without the values of tokens and the ids of sessions. */
  static String redacted(String text) {
    String withoutTokens = SECRET.matcher(text).replaceAll("$1-");
    String withoutIds = SESSION.matcher(withoutTokens).replaceAll("$1-");
    return CONTROL.matcher(withoutIds).replaceAll("?");
  }
}
