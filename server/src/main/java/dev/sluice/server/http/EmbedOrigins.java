package dev.sluice.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which pages may show our publish and watch pages in a frame, as sources of the CSP directive
 * {@code frame-ancestors}: {@code *}, or origins whose host may begin with {@code *.} for all its
 * subdomains.
 */
public record EmbedOrigins(List<String> sources) {

  /** None: our pages stand alone. */
  public static final EmbedOrigins NONE = new EmbedOrigins(List.of());

  /** A scheme, a host and perhaps a port; nothing that could end a directive. */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "https?://(\\*\\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:\\d{1,5})?"
              + "|https?://\\[[0-9a-f:.]+\\](:\\d{1,5})?");

  public EmbedOrigins {
    sources = List.copyOf(sources);
  }

  /**
   * Reads EMBED_ORIGINS: {@code *}, or a list with commas; blank entries are passed over.
   *
   * @throws IllegalArgumentException when an entry is no origin
   */
  public static EmbedOrigins parse(String text) {
    List<String> sources = new ArrayList<>();
    for (String part : text.split(",")) {
      String entry = part.strip().toLowerCase(Locale.ROOT);
      if (entry.equals("*")) {
        return new EmbedOrigins(List.of("*"));
      }
      if (!entry.isEmpty() && !ORIGIN.matcher(entry).matches()) {
        throw new IllegalArgumentException("not an origin: \"" + part.strip() + "\"");
      }
      if (!entry.isEmpty()) {
        sources.add(entry);
      }
    }
    return sources.isEmpty() ? NONE : new EmbedOrigins(sources);
  }

  /**
   * The directive; a page may always frame those of its own origin once it may be framed at all.
   */
  String directive() {
    return "frame-ancestors "
        + (sources.isEmpty() ? "'none'" : "'self' " + String.join(" ", sources));
  }
}
