package dev.sluice.server.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What our pages reach beyond this server.
 *
 * @param connections origins WHIP and WHEP requests and WebSockets are sent on to
 * @param media sources of recordings that are in a store only; a host may begin with {@code *.}
 * @param assets where a CDN has scripts, styles, fonts and pictures: below it stands {@code
 *     web/v/…} as below this server
 */
public record PageSources(List<String> connections, List<String> media, Optional<URI> assets) {

  /** Nothing. */
  public static final PageSources NONE = new PageSources(List.of(), List.of(), Optional.empty());

  public PageSources {
    connections = List.copyOf(connections);
    media = List.copyOf(media);
  }

  /** The origin of an address, as a source. */
  public static String origin(URI address) {
    return address.getScheme() + "://" + address.getRawAuthority();
  }

  /**
   * The policy of our pages: scripts, styles and workers only from here or the CDN, pictures and
   * media also from what scripts made, connections ({@code 'self'} has WebSockets in it, CSP 3
   * section 6.7.2.8) and media elsewhere only as far as this server sends pages there. Nothing
   * inline, nothing evaluated.
   *
   * @param framing the directive that says who may frame the page
   */
  String policy(String framing) {
    List<String> cdn = assets.map(PageSources::origin).stream().toList();
    return String.join(
        "; ",
        "default-src 'none'",
        sources("script-src 'self'", cdn),
        sources("style-src 'self'", cdn),
        sources("img-src 'self' data: blob:", cdn),
        sources("media-src 'self' blob: mediastream:", media),
        sources("font-src 'self'", cdn),
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        sources("connect-src 'self'", withWebSockets(connections)),
        "base-uri 'none'",
        "form-action 'self'",
        framing);
  }

  /** Only {@code 'self'} has WebSockets in it by itself. */
  private static List<String> withWebSockets(List<String> origins) {
    List<String> all = new ArrayList<>(origins);
    origins.forEach(origin -> all.add(origin.replaceFirst("^http", "ws")));
    return all;
  }

  private static String sources(String always, List<String> more) {
    return Stream.concat(Stream.of(always), more.stream().distinct())
        .collect(Collectors.joining(" "));
  }
}
