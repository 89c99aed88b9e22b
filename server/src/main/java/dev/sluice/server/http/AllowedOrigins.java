package dev.sluice.server.http;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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

  /** Reads ALLOWED_ORIGIN: {@code *} or a list with commas; blank entries are passed over. */
  public static AllowedOrigins parse(String text) {
    Set<String> entries = new TreeSet<>();
    for (String part : text.split(",")) {
      String entry = part.strip().toLowerCase(Locale.ROOT);
      if (entry.equals("*")) {
        return ANY;
      }
      if (!entry.isEmpty()) {
        entries.add(entry.endsWith("/") ? entry.substring(0, entry.length() - 1) : entry);
      }
    }
    return new AllowedOrigins(false, Set.copyOf(entries));
  }

  /** True when every origin is allowed. */
  public boolean any() {
    return any;
  }

  /** True when a page of {@code origin} may read our responses. */
  public boolean allows(String origin) {
    if (any) {
      return true;
    }
    String lower = origin.toLowerCase(Locale.ROOT);
    return entries.contains(lower) || host(lower).map(entries::contains).orElse(false);
  }

  /**
   * True when a page of {@code origin} may open a WebSocket here: an allowed origin, or a page this
   * very server sent, which is when the {@code Host} header names the same authority.
   */
  public boolean allowsWebSocket(String origin, Optional<String> hostHeader) {
    if (allows(origin)) {
      return true;
    }
    String lower = origin.toLowerCase(Locale.ROOT);
    int scheme = lower.indexOf("://");
    return scheme > 0
        && hostHeader
            .map(host -> host.toLowerCase(Locale.ROOT).equals(lower.substring(scheme + 3)))
            .orElse(false);
  }

  private static Optional<String> host(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getHost());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
