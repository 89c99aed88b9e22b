package dev.sluice.server.config;

import dev.sluice.server.http.HttpLimits;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.RateLimit;
import dev.sluice.server.http.RequestRates;
import dev.sluice.server.http.TlsOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The variables of HTTP as the options it understands. */
final class HttpConfig {

  private HttpConfig() {}

  static HttpOptions options(Environment environment) {
    HttpOptions.Builder options =
        HttpOptions.builder(environment.value(HttpVariables.HTTP_ADDR))
            .allowedOrigins(environment.value(HttpVariables.ALLOWED_ORIGIN))
            .trustedProxies(environment.value(HttpVariables.TRUSTED_PROXIES))
            .hstsSeconds(environment.value(HttpVariables.HSTS_SECONDS))
            .rates(rates(environment))
            .counts(counts(environment))
            .bodyBytes(environment.value(HttpVariables.SDP_MAX_SIZE));
    tls(environment).ifPresent(options::tls);
    return options.build();
  }

  /** As {@link ServerConfig#localUrl} says. */
  static URI localUrl(Environment environment) {
    InetSocketAddress bind = environment.value(HttpVariables.HTTP_ADDR);
    if (bind.isUnresolved() || bind.getPort() == 0) {
      throw new ConfigException(
          "HTTP_ADDR must name a known address and a port for anybody to ask there, but it is \"%s:%d\"."
              .formatted(bind.getHostString(), bind.getPort()));
    }
    InetAddress address =
        bind.getAddress().isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress()
            : bind.getAddress();
    String host = address.getHostAddress();
    return URI.create(
        "%s://%s:%d/"
            .formatted(
                environment.has(HttpVariables.TLS_CERT_FILE) ? "https" : "http",
                host.indexOf(':') < 0 ? host : "[" + host + "]",
                bind.getPort()));
  }

  private static RequestRates rates(Environment environment) {
    return new RequestRates(
        new RateLimit(
            environment.value(HttpVariables.RATE_LIMIT_RPS),
            environment.value(HttpVariables.RATE_LIMIT_BURST)),
        environment.value(HttpVariables.JOIN_LIMIT),
        environment.value(HttpVariables.TOKEN_LIMIT),
        environment.value(HttpVariables.JOIN_LIMIT).isOff()
            ? RateLimit.OFF
            : RequestRates.DEFAULTS.offerBytes());
  }

  private static HttpLimits.Counts counts(Environment environment) {
    return new HttpLimits.Counts(
        environment.value(HttpVariables.MAX_CONNECTIONS),
        environment.value(HttpVariables.MAX_CONNECTIONS_PER_IP),
        environment.value(HttpVariables.MAX_SESSIONS_PER_IP),
        HttpLimits.defaults().counts().requestsPerConnection());
  }

  private static Optional<TlsOptions> tls(Environment environment) {
    ServerConfig.requireTogether(
        environment, HttpVariables.TLS_CERT_FILE, HttpVariables.TLS_KEY_FILE);
    Optional<Path> certificate = ServerConfig.readable(environment, HttpVariables.TLS_CERT_FILE);
    Optional<Path> key = ServerConfig.readable(environment, HttpVariables.TLS_KEY_FILE);
    if (certificate.isEmpty()) {
      refuseWithoutTls(environment, HttpVariables.HTTP_REDIRECT_ADDR);
    }
    return certificate.flatMap(chain -> key.map(file -> new TlsOptions(chain, file)));
  }

  private static void refuseWithoutTls(Environment environment, Variable<?> variable) {
    if (environment.has(variable)) {
      throw new ConfigException(
          "%s is set, but %s is not; there is no HTTPS to send anybody to."
              .formatted(variable.name(), HttpVariables.TLS_CERT_FILE.name()));
    }
  }
}
