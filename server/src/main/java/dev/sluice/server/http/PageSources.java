package dev.sluice.server.http;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What our pages reach beyond this server.
 *
 * @param connections origins WHIP and WHEP requests are sent on to
 * @param media sources of recordings that are in a store only; a host may begin with {@code *.}
 */
public record PageSources(List<String> connections, List<String> media) {

  /** Nothing. */
  public static final PageSources NONE = new PageSources(List.of(), List.of());

  public PageSources {
    connections = List.copyOf(connections);
    media = List.copyOf(media);
  }

  /** The origin of an address, as a source. */
  public static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  /**
   * The policy of our pages: scripts, styles and workers only from here, pictures and media also
   * from what scripts made, connections ({@code 'self'} has WebSockets in it, CSP 3 section
   * 6.7.2.8) and media elsewhere only as far as this server sends pages there. Nothing inline,
   * nothing evaluated.
   *
   * @param framing the directive that says who may frame the page
   */
  String policy(String framing) {
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        sources("media-src 'self' blob: mediastream:", media),
        "font-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        sources("connect-src 'self'", connections),
        "base-uri 'none'",
        "form-action 'self'",
        framing);
  }

  private static String sources(String always, List<String> more) {
    return Stream.concat(Stream.of(always), more.stream().distinct())
        .collect(Collectors.joining(" "));
  }
}
