package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;
import static dev.sluice.server.config.Variable.secret;

import dev.sluice.server.http.AllowedOrigins;
import dev.sluice.server.http.EmbedOrigins;
import dev.sluice.server.http.HttpLimits;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.RateLimit;
import dev.sluice.server.http.RequestRates;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where HTTP listens, to whom, and what it allows a client. */
final class HttpVariables {

  private static final Pattern ASSET_PATH = Pattern.compile("[A-Za-z0-9._~/-]*");
  private static final int MAX_HSTS_SECONDS = 10 * 366 * 24 * 60 * 60;

  static final Variable<InetSocketAddress> HTTP_ADDR =
      plain(
          "HTTP_ADDR",
          ":8080",
          "host:port, or :port for all addresses",
          "where HTTP and WebSocket listen",
          HttpOptions::parseAddress);

  static final Variable<AllowedOrigins> ALLOWED_ORIGIN =
      plain(
          "ALLOWED_ORIGIN",
          "*",
          "*, or origins or host names with commas between them",
          "which web pages may use this server",
          AllowedOrigins::parse);

  static final Variable<EmbedOrigins> EMBED_ORIGINS =
      plain(
              "EMBED_ORIGINS",
              "",
              "*, or origins such as https://example.org or https://*.example.org with commas between"
                  + " them",
              "which web pages may show the publish and watch pages in a frame",
              EmbedOrigins::parse)
          .example("https://blog.example.org");

  static final Variable<Optional<URI>> ASSET_BASE_URL =
      plain(
              "ASSET_BASE_URL",
              "",
              "a URL without query: " + ReceiverUrl.ALLOWED,
              "a CDN from which pages load scripts, styles, fonts and pictures; it has them from"
                  + " this server",
              text -> Values.optional(text).map(HttpVariables::assetBase))
          .example("https://cdn.example.net");

  static final Variable<Optional<Path>> TLS_CERT_FILE =
      plain(
              "TLS_CERT_FILE",
              "",
              "a PEM file with the certificate chain",
              "serves HTTPS, together with TLS_KEY_FILE",
              Values::optionalPath)
          .example("/etc/sluice/fullchain.pem");

  static final Variable<Optional<Path>> TLS_KEY_FILE =
      plain(
              "TLS_KEY_FILE",
              "",
              "a PEM file with the private key",
              "the key of TLS_CERT_FILE",
              Values::optionalPath)
          .example("/etc/sluice/privkey.pem");

  static final Variable<List<String>> TRUSTED_PROXIES =
      plain(
              "TRUSTED_PROXIES",
              "",
              "addresses or networks (CIDR) with commas between them",
              "proxies whose X-Forwarded-For is believed",
              Values::networks)
          .example("127.0.0.1,10.0.0.0/8");

  static final Variable<Integer> SDP_MAX_SIZE =
      plain(
          "SDP_MAX_SIZE",
          "1048576",
          "1024 to 2097152",
          "the largest SDP or request body, in bytes",
          text -> Values.integer(text, 1 << 10, 2 << 20));

  static final Variable<Integer> HSTS_SECONDS =
      plain(
          "HSTS_SECONDS",
          "0",
          "0 to " + MAX_HSTS_SECONDS,
          "with TLS: how long browsers shall use nothing but HTTPS here; 0 says nothing of it",
          text -> Values.integer(text, 0, MAX_HSTS_SECONDS));

  static final Variable<Optional<InetSocketAddress>> HTTP_REDIRECT_ADDR =
      plain(
              "HTTP_REDIRECT_ADDR",
              "",
              "host:port, or :port for all addresses",
              "with TLS: where plain HTTP listens, to send browsers to HTTPS",
              text -> Values.optional(text).map(HttpOptions::parseAddress))
          .example(":80");

  static final Variable<Double> RATE_LIMIT_RPS =
      plain(
          "RATE_LIMIT_RPS",
          "0",
          "a number that is not negative",
          "requests a second from one address; 0 for no limit",
          Values::rate);

  static final Variable<Integer> RATE_LIMIT_BURST =
      plain(
          "RATE_LIMIT_BURST",
          "0",
          "0 to " + Variable.MAX_COUNT,
          "requests that may come at once before RATE_LIMIT_RPS counts",
          text -> Values.integer(text, 0, Variable.MAX_COUNT));

  static final Variable<RateLimit> JOIN_LIMIT =
      rate(
          "JOIN_LIMIT",
          RequestRates.DEFAULTS.joins(),
          "WHIP and WHEP offers and WebSockets from one address, a second and at once");

  static final Variable<RateLimit> TOKEN_LIMIT =
      rate(
          "TOKEN_LIMIT",
          RequestRates.DEFAULTS.perToken(),
          "requests and joins with one token, a second and at once");

  static final Variable<Integer> MAX_CONNECTIONS =
      count(
          "MAX_CONNECTIONS",
          1,
          HttpLimits.defaults().counts().connections(),
          "connections to HTTP, WebSockets among them; more are closed at once");

  static final Variable<Integer> MAX_CONNECTIONS_PER_IP =
      count(
          "MAX_CONNECTIONS_PER_IP",
          0,
          HttpLimits.defaults().counts().connectionsPerClient(),
          "the same from one address (IPv6: one /64), but for TRUSTED_PROXIES; 0 for no limit");

  static final Variable<Integer> MAX_SESSIONS_PER_IP =
      count(
          "MAX_SESSIONS_PER_IP",
          0,
          HttpLimits.defaults().counts().webSocketsPerClient(),
          "WebSockets, and WHIP and WHEP sessions, of one address; 0 for no limit");

  static final Variable<Integer> MAX_ROOMS =
      count("MAX_ROOMS", 0, 10_000, "rooms of this server; 0 for no limit");

  static final Variable<Integer> MAX_PARTICIPANTS =
      count(
          "MAX_PARTICIPANTS",
          0,
          10_000,
          "people in all rooms, publishers and viewers too; 0 for no limit");

  static final Variable<Optional<String>> METRICS_TOKEN =
      secret(
              "METRICS_TOKEN",
              "a token of printable ASCII characters",
              "what /metrics wants as bearer token; without, everybody may read it",
              Values::optionalAscii)
          .example("<openssl rand -hex 24>");

  static final List<Variable<?>> LISTENING =
      List.of(
          HTTP_ADDR,
          TLS_CERT_FILE,
          TLS_KEY_FILE,
          HSTS_SECONDS,
          HTTP_REDIRECT_ADDR,
          TRUSTED_PROXIES,
          ALLOWED_ORIGIN,
          EMBED_ORIGINS,
          ASSET_BASE_URL);

  static final List<Variable<?>> LIMITS =
      List.of(
          RATE_LIMIT_RPS,
          RATE_LIMIT_BURST,
          JOIN_LIMIT,
          TOKEN_LIMIT,
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_IP,
          MAX_SESSIONS_PER_IP,
          MAX_ROOMS,
          MAX_PARTICIPANTS,
          SDP_MAX_SIZE);

  private HttpVariables() {}

  /** Without a slash at its end. */
  private static URI assetBase(String text) {
    URI url = ReceiverUrl.parse(text);
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    Values.require(url.getRawQuery() == null && ASSET_PATH.matcher(path).matches());
    return URI.create(text.replaceFirst("/+$", ""));
  }

  private static Variable<Integer> count(String name, int least, int byDefault, String meaning) {
    return plain(
        name,
        Integer.toString(byDefault),
        least + " to " + Variable.MAX_COUNT,
        meaning,
        text -> Values.integer(text, least, Variable.MAX_COUNT));
  }

  /** {@code RATE:BURST}. */
  private static Variable<RateLimit> rate(String name, RateLimit byDefault, String meaning) {
    return plain(
        name,
        "%d:%d".formatted((long) byDefault.perSecond(), byDefault.burst()),
        "a number a second and how many at once, as in 50:200, or 0 for no limit",
        meaning,
        HttpVariables::rateLimit);
  }

  private static RateLimit rateLimit(String text) {
    int colon = text.indexOf(':');
    double perSecond = Values.rate(colon < 0 ? text : text.substring(0, colon));
    if (perSecond == 0) {
      return RateLimit.OFF;
    }
    int burst =
        colon < 0
            ? (int) Math.ceil(perSecond)
            : Values.integer(text.substring(colon + 1), 1, Variable.MAX_COUNT);
    return new RateLimit(perSecond, burst);
  }
}
