package dev.sluice.server.http;

import dev.sluice.server.time.NanoClock;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * Keeps clients to their rates: those of one address, and those with one token, wherever they come
 * from. Knows tokens by their digests only. Thread-safe.
 */
final class RequestGate {

  private final RateBuckets<InetAddress> requests;
  private final RateBuckets<InetAddress> joins;
  private final RateBuckets<InetAddress> offerBytes;
  private final RateBuckets<String> tokens;
  private final boolean countsTokens;

  RequestGate(RequestRates rates, NanoClock clock) {
    this.requests = new RateBuckets<>(rates.requests(), clock);
    this.joins = new RateBuckets<>(rates.joins(), clock);
    this.offerBytes = new RateBuckets<>(rates.offerBytes(), clock);
    this.tokens = new RateBuckets<>(rates.perToken(), clock);
    this.countsTokens = !rates.perToken().isOff();
  }

  /** Counts a request; why it is too much, if it is. */
  Optional<Rejected> check(Route.Limit limit, Request request) {
    long wait = waitNanos(limit, request);
    return wait > 0
        ? Optional.of(Rejected.forNow(HttpRejection.RATE_LIMITED, wait))
        : Optional.empty();
  }

  private long waitNanos(Route.Limit limit, Request request) {
    if (limit == Route.Limit.UNLIMITED) {
      return 0;
    }
    InetAddress client = ClientKey.of(request.client());
    long wait = requests.take(client, 1);
    if (wait == 0 && limit == Route.Limit.JOIN) {
      wait = joins.take(client, 1);
      if (wait == 0 && request.body().length > 0) {
        wait = offerBytes.take(client, request.body().length);
      }
    }
    Optional<String> token = countsTokens ? request.token() : Optional.empty();
    return wait == 0 && token.isPresent() ? tokens.take(digest(token.get()), 1) : wait;
  }

  /** Whether a client may send so many bytes of an offer in another way than by a request. */
  boolean admitsOffer(InetAddress client, int bytes) {
    return offerBytes.take(ClientKey.of(client), bytes) == 0;
  }

  private static String digest(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
