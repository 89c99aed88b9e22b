package dev.sluice.server.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where the HTTP server listens and what it allows a client. Made by a {@link Builder}.
 *
 * @param bind the address to listen on; port 0 takes any free one
 * @param tls empty for plain HTTP
 * @param hstsSeconds how long browsers are to insist on HTTPS; 0 says nothing. Never sent without
 *     TLS
 * @param allowedOrigins which pages may call us from a browser
 * @param trustedProxies networks (CIDR) whose {@code X-Forwarded-For} is believed
 * @param rates how much may be asked
 * @param limits sizes, counts and times
 * @param threads event loops that share all connections
 * @param eventStreams what streams of server-sent events may cost
 */
public record HttpOptions(
    InetSocketAddress bind,
    Optional<TlsOptions> tls,
    long hstsSeconds,
    AllowedOrigins allowedOrigins,
    List<String> trustedProxies,
    RequestRates rates,
    HttpLimits limits,
    int threads,
    EventStreamOptions eventStreams) {

  private static final int DEFAULT_THREADS = 2;

  public HttpOptions {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /** The default limits on {@code bind}: plain HTTP, any origin, no proxies, no limit on rates. */
  public static HttpOptions of(InetSocketAddress bind) {
    return builder(bind).build();
  }

  /** Begins with what {@link #of} gives. */
  public static Builder builder(InetSocketAddress bind) {
    return new Builder(bind);
  }

  /** Begins with these. */
  public Builder toBuilder() {
    Builder builder = new Builder(bind);
    builder.tls = tls;
    builder.hstsSeconds = hstsSeconds;
    builder.allowedOrigins = allowedOrigins;
    builder.trustedProxies = trustedProxies;
    builder.rates = rates;
    builder.limits = limits;
    builder.threads = threads;
    builder.eventStreams = eventStreams;
    return builder;
  }

  /** Gathers options. Not thread-safe. */
  public static final class Builder {

    private final InetSocketAddress bind;
    private Optional<TlsOptions> tls = Optional.empty();
    private long hstsSeconds;
    private AllowedOrigins allowedOrigins = AllowedOrigins.ANY;
    private List<String> trustedProxies = List.of();
    private RequestRates rates = RequestRates.UNLIMITED;
    private HttpLimits limits = HttpLimits.defaults();
    private int threads = DEFAULT_THREADS;
    private EventStreamOptions eventStreams = EventStreamOptions.defaults();

    private Builder(InetSocketAddress bind) {
      this.bind = bind;
    }

    public Builder tls(TlsOptions files) {
      tls = Optional.of(files);
      return this;
    }

    public Builder hstsSeconds(long seconds) {
      hstsSeconds = seconds;
      return this;
    }

    public Builder allowedOrigins(AllowedOrigins origins) {
      allowedOrigins = origins;
      return this;
    }

    public Builder trustedProxies(List<String> networks) {
      trustedProxies = networks;
      return this;
    }

    public Builder rates(RequestRates some) {
      rates = some;
      return this;
    }

    public Builder limits(HttpLimits some) {
      limits = some;
      return this;
    }

    public Builder sizes(HttpLimits.Sizes some) {
      limits = new HttpLimits(some, limits.counts(), limits.timeouts());
      return this;
    }

    public Builder counts(HttpLimits.Counts some) {
      limits = new HttpLimits(limits.sizes(), some, limits.timeouts());
      return this;
    }

    public Builder timeouts(HttpLimits.Timeouts some) {
      limits = new HttpLimits(limits.sizes(), limits.counts(), some);
      return this;
    }

    /** The largest body. */
    public Builder bodyBytes(int bytes) {
      HttpLimits.Sizes now = limits.sizes();
      return sizes(
          new HttpLimits.Sizes(bytes, now.headerBytes(), now.headers(), now.requestLineBytes()));
    }

    /** How long a request may take to come. */
    public Builder requestNanos(long nanos) {
      HttpLimits.Timeouts now = limits.timeouts();
      return timeouts(new HttpLimits.Timeouts(nanos, now.idleNanos(), now.writeNanos()));
    }

    /** How long a client may take to read what was written. */
    public Builder writeNanos(long nanos) {
      HttpLimits.Timeouts now = limits.timeouts();
      return timeouts(new HttpLimits.Timeouts(now.requestNanos(), now.idleNanos(), nanos));
    }

    public Builder threads(int count) {
      threads = count;
      return this;
    }

    public Builder eventStreams(EventStreamOptions some) {
      eventStreams = some;
      return this;
    }

    public HttpOptions build() {
      return new HttpOptions(
          bind,
          tls,
          hstsSeconds,
          allowedOrigins,
          trustedProxies,
          rates,
          limits,
          threads,
          eventStreams);
    }
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
}
