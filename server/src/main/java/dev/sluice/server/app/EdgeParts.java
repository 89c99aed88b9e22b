package dev.sluice.server.app;

import dev.sluice.server.auth.Access;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.config.UploadSettings;
import dev.sluice.server.http.HttpLimits;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.PageSources;
import dev.sluice.server.http.RedirectRoutes;
import dev.sluice.server.http.RoomResidence;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.Rooms;
import dev.sluice.server.time.NanoClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What stands around the HTTP server: the way to HTTPS, and what an operator is warned of. */
final class EdgeParts {

  /** What is shorter can be tried out. */
  private static final int SHORT_TOKEN = 16;

  /** Everything that is Amazon's: a bucket's address has its region in it, which may change. */
  private static final List<String> AMAZON =
      List.of("https://*.amazonaws.com", "https://*.amazonaws.com.cn");

  private EdgeParts() {}

  /**
   * A server that sends browsers from plain HTTP to {@code https}, when one is wanted; not started.
   */
  static Optional<HttpServer> redirect(ServerConfig config, HttpServer https, NanoClock clock) {
    return config
        .edge()
        .redirectFrom()
        .map(
            bind ->
                new HttpServer(
                    HttpOptions.builder(bind)
                        .threads(1)
                        .trustedProxies(config.http().trustedProxies())
                        .limits(config.http().limits())
                        .sizes(new HttpLimits.Sizes(0, 8 << 10, 100, 4 << 10))
                        .build(),
                    RedirectRoutes.of(
                        () ->
                            config.edge().redirectPort() > 0
                                ? config.edge().redirectPort()
                                : https.port()),
                    clock));
  }

  /** Which rooms are here, for a proxy that has several servers. */
  static RoomResidence residence(Rooms rooms) {
    return new RoomResidence(
        room -> RoomId.isValid(room) && rooms.find(new RoomId(room)).isPresent(),
        // why it is none is for this server to say
        room -> !RoomId.isValid(room) || rooms.takes(new RoomId(room)));
  }

  /** Where our pages go besides this server. */
  static PageSources pageSources(ServerConfig config) {
    return new PageSources(
        Stream.concat(
                config.wish().redirects().rules().values().stream(),
                config.wish().drainRedirect().stream())
            .map(PageSources::origin)
            .flatMap(origin -> Stream.of(origin, webSocket(origin)))
            .toList(),
        config.uploads().map(EdgeParts::store).orElse(List.of()),
        config.edge().assetBase());
  }

  /** A page that may send requests to an origin may not open WebSockets to it by that. */
  private static String webSocket(String origin) {
    return origin.replaceFirst("^http", "ws");
  }

  private static List<String> store(UploadSettings uploads) {
    Optional<URI> endpoint = uploads.store().endpoint();
    if (endpoint.isEmpty()) {
      return AMAZON;
    }
    URI address = endpoint.get();
    String own = PageSources.origin(address);
    return List.of(own, own.replace("://", "://" + uploads.store().bucket() + "."));
  }

  /** What an operator should know of a server that others can reach; each a sentence. */
  static List<String> warnings(ServerConfig config, Access access) {
    List<String> warnings = new ArrayList<>();
    InetSocketAddress bind = config.http().bind();
    InetAddress address = bind.getAddress();
    boolean reachable = address == null || !address.isLoopbackAddress();
    String where = "port " + bind.getPort();
    if (reachable && !access.wantsTokens()) {
      warnings.add(
          "everybody who reaches "
              + where
              + " may enter every room: set AUTH_TOKEN or ROOM_TOKENS, or listen on 127.0.0.1"
              + " (HTTP_ADDR)");
    }
    if (reachable && !access.wantsTokens() && config.http().allowedOrigins().any()) {
      warnings.add(
          "any web page that somebody visits who reaches "
              + where
              + " may enter every room too: set ALLOWED_ORIGIN to the origins of your own pages,"
              + " or AUTH_TOKEN");
    }
    if (reachable && config.http().tls().isEmpty() && config.http().trustedProxies().isEmpty()) {
      warnings.add(
          "HTTP on "
              + where
              + " is not encrypted, and browsers give no camera to it but on this machine: set"
              + " TLS_CERT_FILE and TLS_KEY_FILE, or name the proxy that does TLS in"
              + " TRUSTED_PROXIES");
    }
    if (access.wantsTokens() && config.access().admin().isEmpty()) {
      warnings.add(
          "there is no ADMIN_TOKEN: nobody is the operator of this server by a fixed token");
    }
    config.access().admin().ifPresent(token -> tooShort("ADMIN_TOKEN", token, warnings));
    config.access().global().ifPresent(token -> tooShort("AUTH_TOKEN", token, warnings));
    config.edge().metricsToken().ifPresent(token -> tooShort("METRICS_TOKEN", token, warnings));
    if (reachable && access.knowsTokens() && config.edge().metricsToken().isEmpty()) {
      warnings.add(
          "everybody who reaches " + where + " may read /metrics: set METRICS_TOKEN to close it");
    }
    return warnings;
  }

  private static void tooShort(String name, String token, List<String> warnings) {
    if (token.length() < SHORT_TOKEN) {
      warnings.add(
          "%s is so short that it can be guessed: use %d random characters or more"
              .formatted(name, SHORT_TOKEN));
    }
  }
}
