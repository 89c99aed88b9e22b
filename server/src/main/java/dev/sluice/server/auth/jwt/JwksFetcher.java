package dev.sluice.server.auth.jwt;

import dev.sluice.server.time.NanoClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fetches a JWK Set once; size, time and redirects are bounded. Blocks. Not thread-safe. */
final class JwksFetcher implements JwksKeys.Fetcher {

  private static final int MAX_REDIRECTS = 3;
  private static final Pattern MAX_AGE = Pattern.compile("(?:^|[\\s,])max-age=\"?(\\d{1,9})");

  /** What a fetch brings. */
  sealed interface Result {

    /** How long the provider wants its keys to be kept, if it says so. */
    Optional<Duration> age();
  }

  /** Keys. */
  record Fetched(List<VerificationKey> keys, Optional<Duration> age) implements Result {}

  /** Those of the last time still hold. */
  record Unchanged(Optional<Duration> age) implements Result {}

  private final JwksOptions options;
  private final NanoClock clock;
  private final HttpClient client;
  private Optional<String> entityTag = Optional.empty();

  JwksFetcher(JwksOptions options, NanoClock clock) {
    this.options = options;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(options.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Fetches.
   *
   * @throws JwksException when nothing of use comes in time
   */
  @Override
  public Result fetch() throws JwksException, InterruptedException {
    long deadline = clock.nanoTime() + options.timeout().toNanos();
    URI url = options.url();
    for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
      HttpResponse<byte[]> response = send(url, deadline);
      switch (response.statusCode()) {
        case 200 -> {
          List<VerificationKey> keys = Jwks.parse(response.body());
          entityTag = response.headers().firstValue("ETag");
          return new Fetched(keys, age(response.headers()));
        }
        case 304 -> {
          if (entityTag.isEmpty()) {
            throw new JwksException("it answers 304 to an unconditional request");
          }
          return new Unchanged(age(response.headers()));
        }
        case 301, 302, 303, 307, 308 -> url = redirect(url, response.headers());
        default -> throw new JwksException("it answers " + response.statusCode());
      }
    }
    throw new JwksException("it redirects more than " + MAX_REDIRECTS + " times");
  }

  private static URI redirect(URI from, HttpHeaders headers) throws JwksException {
    try {
      URI to = from.resolve(headers.firstValue("Location").orElse(""));
      if (JwksOptions.isAllowed(to) && sameHost(from, to) && !downgrades(from, to)) {
        return to;
      }
    } catch (IllegalArgumentException e) {
      throw new JwksException("it redirects to no address", e);
    }
    throw new JwksException("it redirects to where keys must not come from");
  }

  /** What another host serves is not what was configured, however it is asked for. */
  private static boolean sameHost(URI from, URI to) {
    return from.getHost().equalsIgnoreCase(to.getHost());
  }

  /** From the network to this machine or to http: a provider has no business there. */
  private static boolean downgrades(URI from, URI to) {
    return from.getScheme().equalsIgnoreCase("https") && !to.getScheme().equalsIgnoreCase("https");
  }

  private HttpResponse<byte[]> send(URI url, long deadline)
      throws JwksException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Accept", "application/jwk-set+json, application/json")
            .timeout(options.timeout());
    entityTag.ifPresent(tag -> request.header("If-None-Match", tag));
    CompletableFuture<HttpResponse<byte[]>> response =
        client.sendAsync(request.build(), info -> new BoundedBody(options.maxBytes()));
    try {
      // the request's own timeout ends with the headers
      return response.get(deadline - clock.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new JwksException("nothing came in " + options.timeout().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw JwksException.of(e.getCause());
    } finally {
      response.cancel(true);
    }
  }

  private static Optional<Duration> age(HttpHeaders headers) {
    String control = String.join(",", headers.allValues("Cache-Control")).toLowerCase(Locale.ROOT);
    if (control.contains("no-cache") || control.contains("no-store")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher age = MAX_AGE.matcher(control);
    return age.find()
        ? Optional.of(Duration.ofSeconds(Long.parseLong(age.group(1))))
        : Optional.empty();
  }
}
