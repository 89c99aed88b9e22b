package dev.sluice.server.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which pages may use this server from within a browser: all, or those of some origins. An entry is
 * an origin ({@code https://meet.example.org}) or a bare host name, which stands for that host on
 * any scheme and port. Fetch standard, section 3.2.
 */
public final class AllowedOrigins {

  /** Every origin. */
  public static final AllowedOrigins ANY = new AllowedOrigins(true, Set.of());

  private final boolean any;
  private final Set<String> entries;

  private AllowedOrigins(boolean any, Set<String> entries) {
    this.any = any;
    this.entries = entries;
  }

  /**
   * Reads ALLOWED_ORIGIN: {@code *} or a list with commas; blank entries are passed over.
   *
   * @throws IllegalArgumentException when an entry is neither an origin nor a host name; so is
   *     {@code null}, which is what every sandboxed page and local file calls itself
   */
  public static AllowedOrigins parse(String text) {
    Set<String> entries = new TreeSet<>();
    for (String part : text.split(",")) {
      String entry = part.strip();
      if (entry.equals("*")) {
        return ANY;
      }
      if (!entry.isEmpty()) {
        entries.add(entry(entry));
      }
    }
    return new AllowedOrigins(false, Set.copyOf(entries));
  }

  private static String entry(String text) {
    String bare = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    if (bare.contains("://")) {
      return Origin.parse(bare)
          .map(Origin::text)
          .orElseThrow(() -> new IllegalArgumentException("no origin: " + text));
    }
    boolean name = !bare.equalsIgnoreCase("null") && (bare.startsWith("[") || !bare.contains(":"));
    return Origin.parse("https://" + bare)
        .filter(origin -> name)
        .map(Origin::host)
        .orElseThrow(() -> new IllegalArgumentException("no host name: " + text));
  }

  /** True when every origin is allowed. */
  public boolean any() {
    return any;
  }

  /** True when a page of {@code origin} may read our responses. */
  public boolean allows(String origin) {
    return any || Origin.parse(origin).map(this::lists).orElse(false);
  }

  private boolean lists(Origin origin) {
    return entries.contains(origin.text()) || entries.contains(origin.host());
  }

  /**
   * True when a page of {@code origin} may open a WebSocket here: an allowed origin, or a page this
   * very server sent, which is when the {@code Host} header names the same authority; of a request
   * that came by TLS, the page too has to have come that way.
   */
  public boolean allowsWebSocket(String origin, Request request) {
    return allowsWebSocket(origin, request.header("Host"), request.isSecure());
  }

  boolean allowsWebSocket(String origin, Optional<String> hostHeader, boolean secure) {
    if (allows(origin)) {
      return true;
    }
    Optional<Origin> page = Origin.parse(origin);
    return page.isPresent()
        && (!secure || page.get().scheme().equals("https"))
        && hostHeader
            .flatMap(host -> Origin.parse(page.get().scheme() + "://" + host))
            .map(page.get()::equals)
            .orElse(false);
  }

  /**
   * What a browser sends as {@code Origin}, RFC 6454 section 7: no path, no user, the port left out
   * when it is the scheme's own.
   *
   * @param port -1 for the scheme's own
   */
  private record Origin(String scheme, String host, int port) {

    private static final Pattern FORM =
        Pattern.compile("([a-z][a-z0-9+.-]*)://([a-z0-9._-]+|\\[[0-9a-f:.]+\\])(?::(\\d{1,5}))?");

    static Optional<Origin> parse(String text) {
      Matcher parts = FORM.matcher(text.toLowerCase(Locale.ROOT));
      if (!parts.matches()) {
        return Optional.empty();
      }
      int port = parts.group(3) == null ? -1 : Integer.parseInt(parts.group(3));
      String scheme = parts.group(1);
      boolean usual =
          (scheme.equals("https") && port == 443) || (scheme.equals("http") && port == 80);
      return Optional.of(new Origin(scheme, parts.group(2), usual ? -1 : port));
    }

    String text() {
      return scheme + "://" + host + (port < 0 ? "" : ":" + port);
    }
  }
}
