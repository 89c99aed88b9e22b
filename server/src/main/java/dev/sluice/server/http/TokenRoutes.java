package dev.sluice.server.http;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.auth.GuessGuard;
import dev.sluice.server.auth.Refusal;
import dev.sluice.server.auth.jwt.TokenMinter;
import dev.sluice.server.auth.jwt.TokenMinter.MintException;
import dev.sluice.server.auth.jwt.TokenMinter.Minted;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.TokenBucket;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * {@code POST /api/tokens} makes a token for a participant, and {@code POST /api/tokens/revoke}
 * takes one back: for backends that have an API key. A key in a web page would be everybody's, so
 * requests of browsers are refused.
 */
public final class TokenRoutes {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final int MOST_BYTES = 16 << 10;
  private static final Duration USUAL_LIFETIME = Duration.ofHours(1);

  /** How long a token is remembered of which only the id is known. */
  private static final Duration LONGEST_REVOCATION = Duration.ofDays(366);

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int REQUESTS_BURST = 200;
  private static final int REQUESTS_PER_SECOND = 50;

  private final ApiKeys keys;
  private final Services services;
  private final Map<String, TokenBucket> rates = new ConcurrentHashMap<>();

  /**
   * What the routes stand on.
   *
   * @param longest that a token may live
   */
  public record Services(
      TokenMinter minter,
      Duration longest,
      DenyList denied,
      GuessGuard guesses,
      AuditLog audit,
      NanoClock clock,
      InstantSource wallClock) {}

  private TokenRoutes(Map<String, String> keys, Services services) {
    this.keys = new ApiKeys(keys);
    this.services = services;
    keys.keySet()
        .forEach(
            name ->
                rates.put(
                    name,
                    new TokenBucket(
                        REQUESTS_BURST, REQUESTS_PER_SECOND, services.clock().nanoTime())));
  }

  /**
   * The routes.
   *
   * @param keys secrets by name
   */
  public static List<Route> of(Map<String, String> keys, Services services) {
    TokenRoutes routes = new TokenRoutes(keys, services);
    return List.of(
        Route.limited(
            "POST", "/api/tokens", request -> routes.guarded(request, routes::mint).completed()),
        Route.limited(
            "POST",
            "/api/tokens/revoke",
            request -> routes.guarded(request, routes::revoke).completed()));
  }

  private Response guarded(Request request, BiFunction<Request, Caller, Response> then) {
    // Node.js sends Sec-Fetch-Mode as browsers do, but neither of these
    if (request.header("Origin").isPresent() || request.header("Sec-Fetch-Site").isPresent()) {
      return Response.error(403, "an API key does not belong in a browser");
    }
    long now = services.clock().nanoTime();
    long locked = services.guesses().lockedNanos(request.client(), now);
    if (locked > 0) {
      return Rejected.forNow(HttpRejection.GUESS_LOCKED, locked).response();
    }
    Optional<String> holder = keys.holder(request);
    if (holder.isEmpty()) {
      if (request.header("Authorization").isPresent()) {
        services.guesses().failed(request.client(), now);
        services
            .audit()
            .record(
                AuditEvent.of(Action.ENTER, "unknown")
                    .from(request.client())
                    .about("token API")
                    .ended(Refusal.UNKNOWN.word()));
      }
      return Response.error(401, "unauthorized")
          .with("WWW-Authenticate", "Basic realm=\"tokens\", charset=\"UTF-8\"");
    }
    TokenBucket rate = rates.get(holder.get());
    synchronized (rate) {
      if (!rate.take(now)) {
        return Rejected.forNow(HttpRejection.RATE_LIMITED, SECOND_NANOS).response();
      }
    }
    return then.apply(request, new Caller(holder.get(), request));
  }

  /** A backend whose key was right. */
  private record Caller(String name, Request request) {

    AuditEvent event(Action action) {
      return AuditEvent.of(action, "api key " + name).from(request.client());
    }
  }

  private Response mint(Request request, Caller caller) {
    try {
      JsonNode body = object(request);
      Map<String, Object> wishes = new LinkedHashMap<>();
      body.properties().forEach(wish -> wishes.put(wish.getKey(), wish.getValue()));
      JsonNode ttl = (JsonNode) wishes.remove("ttl");
      Minted minted = services.minter().mint(wishes, lifetime(ttl));
      services
          .audit()
          .record(
              caller
                  .event(Action.MINT_TOKEN)
                  .about("%s for %s".formatted(minted.tokenId(), minted.grants().holder())));
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("token", minted.token());
      answer.put("tokenId", minted.tokenId());
      answer.put("expires", minted.expires().getEpochSecond());
      return Response.json(201, answer).with("Cache-Control", "no-store");
    } catch (MintException | IllegalArgumentException e) {
      return Response.error(400, e.getMessage());
    }
  }

  private Duration lifetime(JsonNode ttl) {
    if (ttl == null) {
      return Collections.min(List.of(USUAL_LIFETIME, services.longest()));
    }
    long most = services.longest().toSeconds();
    if (!ttl.isIntegralNumber()
        || !ttl.canConvertToLong()
        || ttl.longValue() < 1
        || ttl.longValue() > most) {
      throw new IllegalArgumentException("ttl must be 1 to " + most + " seconds");
    }
    return Duration.ofSeconds(ttl.longValue());
  }

  private Response revoke(Request request, Caller caller) {
    try {
      JsonNode body = object(request);
      String tokenId = body.path("tokenId").asText();
      DenyList.Outcome outcome = services.denied().revoke(tokenId, until(body));
      services
          .audit()
          .record(
              caller
                  .event(Action.REVOKE_TOKEN)
                  .about(tokenId)
                  .ended(
                      outcome == DenyList.Outcome.DONE
                          ? AuditEvent.DONE
                          : outcome.name().toLowerCase(Locale.ROOT)));
      return switch (outcome) {
        case DONE, HELD_ALREADY -> Response.json(200, Map.of("revoked", true));
        case PAST -> Response.error(400, "expires is past: nothing was revoked");
        case FULL -> Response.error(503, "no more tokens can be remembered");
      };
    } catch (IllegalArgumentException e) {
      return Response.error(400, e.getMessage());
    }
  }

  private Instant until(JsonNode body) {
    JsonNode expires = body.path("expires");
    Instant latest = services.wallClock().instant().plus(LONGEST_REVOCATION);
    if (expires.isMissingNode()) {
      return latest;
    }
    if (!expires.isIntegralNumber()
        || !expires.canConvertToLong()
        || expires.longValue() < 0
        || expires.longValue() > latest.getEpochSecond()) {
      throw new IllegalArgumentException("expires must be seconds since 1970, within a year");
    }
    // clocks differ: it is remembered for a while longer
    return Instant.ofEpochSecond(expires.longValue()).plus(Duration.ofMinutes(15));
  }

  private static JsonNode object(Request request) {
    JsonNode body;
    try {
      body = request.body().length > MOST_BYTES ? null : JSON.readTree(request.body());
    } catch (IOException e) {
      body = null;
    }
    if (body == null || !body.isObject()) {
      throw new IllegalArgumentException("the body must be a JSON object");
    }
    return body;
  }
}
