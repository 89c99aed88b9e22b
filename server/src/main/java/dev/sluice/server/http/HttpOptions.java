package dev.sluice.server.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where the HTTP server listens and what it allows a client.
 *
 * @param bind the address to listen on; port 0 takes any free one
 * @param tls empty for plain HTTP
 * @param allowedOrigins which pages may call us from a browser
 * @param trustedProxies networks (CIDR) whose {@code X-Forwarded-For} is believed
 * @param rateLimit requests per client address on limited routes
 * @param maxBodyBytes of a request; more is answered with 413
 * @param maxHeaderBytes of all headers of a request; more is answered with 431
 * @param maxRequestLineBytes method, target and version; more is answered with 414
 * @param maxConnections open at once; further ones are closed at once
 * @param requestTimeoutNanos how long a connection may take until its next request is complete
 * @param writeTimeoutNanos how long a client may take to read what was written to it
 * @param threads event loops that share all connections
 * @param eventStreams what streams of server-sent events may cost
 */
public record HttpOptions(
    InetSocketAddress bind,
    Optional<TlsOptions> tls,
    AllowedOrigins allowedOrigins,
    List<String> trustedProxies,
    RateLimit rateLimit,
    int maxBodyBytes,
    int maxHeaderBytes,
    int maxRequestLineBytes,
    int maxConnections,
    long requestTimeoutNanos,
    long writeTimeoutNanos,
    int threads,
    EventStreamOptions eventStreams) {

  private static final long SECOND = 1_000_000_000L;

  public HttpOptions {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** The default limits on {@code bind}: plain HTTP, any origin, no proxies, no rate limit. */
  public static HttpOptions of(InetSocketAddress bind) {
    return new HttpOptions(
        bind,
        Optional.empty(),
        AllowedOrigins.ANY,
        List.of(),
        RateLimit.OFF,
        1 << 20,
        16 << 10,
        8 << 10,
        20_000,
        30 * SECOND,
        30 * SECOND,
        2,
        EventStreamOptions.defaults());
  }

  public HttpOptions withTls(TlsOptions files) {
    return copy(Optional.of(files), allowedOrigins, trustedProxies, rateLimit, maxBodyBytes);
  }

  public HttpOptions withAllowedOrigins(AllowedOrigins origins) {
    return copy(tls, origins, trustedProxies, rateLimit, maxBodyBytes);
  }

  public HttpOptions withTrustedProxies(List<String> networks) {
    return copy(tls, allowedOrigins, networks, rateLimit, maxBodyBytes);
  }

  public HttpOptions withRateLimit(RateLimit limit) {
    return copy(tls, allowedOrigins, trustedProxies, limit, maxBodyBytes);
  }

  public HttpOptions withMaxBodyBytes(int bytes) {
    return copy(tls, allowedOrigins, trustedProxies, rateLimit, bytes);
  }

  /** The same with another deadline for complete requests. */
  public HttpOptions withRequestTimeoutNanos(long nanos) {
    return new HttpOptions(
        bind,
        tls,
        allowedOrigins,
        trustedProxies,
        rateLimit,
        maxBodyBytes,
        maxHeaderBytes,
        maxRequestLineBytes,
        maxConnections,
        nanos,
        writeTimeoutNanos,
        threads,
        eventStreams);
  }

  /** The same with another deadline for what is written. */
  public HttpOptions withWriteTimeoutNanos(long nanos) {
    return new HttpOptions(
        bind,
        tls,
        allowedOrigins,
        trustedProxies,
        rateLimit,
        maxBodyBytes,
        maxHeaderBytes,
        maxRequestLineBytes,
        maxConnections,
        requestTimeoutNanos,
        nanos,
        threads,
        eventStreams);
  }

  /** The same with other limits for event streams. */
  public HttpOptions withEventStreams(EventStreamOptions limits) {
    return new HttpOptions(
        bind,
        tls,
        allowedOrigins,
        trustedProxies,
        rateLimit,
        maxBodyBytes,
        maxHeaderBytes,
        maxRequestLineBytes,
        maxConnections,
        requestTimeoutNanos,
        writeTimeoutNanos,
        threads,
        limits);
  }

  private HttpOptions copy(
      Optional<TlsOptions> newTls,
      AllowedOrigins newOrigins,
      List<String> newProxies,
      RateLimit newLimit,
      int newMaxBodyBytes) {
    return new HttpOptions(
        bind,
        newTls,
        newOrigins,
        newProxies,
        newLimit,
        newMaxBodyBytes,
        maxHeaderBytes,
        maxRequestLineBytes,
        maxConnections,
        requestTimeoutNanos,
        writeTimeoutNanos,
        threads,
        eventStreams);
  }

  /**
   * Reads {@code host:port}, {@code [v6]:port} or {@code :port} (all addresses), as HTTP_ADDR has
   * it.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  public static InetSocketAddress parseAddress(String text) {
    int colon = text.lastIndexOf(':');
    int port = -1;
    try {
      port = colon < 0 ? -1 : Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no port in address \"" + text + "\"", e);
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("expected host:port or :port, but got \"" + text + "\"");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  /**
   * A token bucket per client address.
   *
   * @param requestsPerSecond 0 for no limit
   * @param burst how many may come at once; below 1 counts as 1
   */
  public record RateLimit(double requestsPerSecond, int burst) {
    public static final RateLimit OFF = new RateLimit(0, 0);
  }
}
