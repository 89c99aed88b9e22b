package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.auth.GuessGuard;
import dev.sluice.server.auth.jwt.JwtKeys;
import dev.sluice.server.auth.jwt.JwtOptions;
import dev.sluice.server.auth.jwt.JwtVerifier;
import dev.sluice.server.auth.jwt.TokenMinter;
import dev.sluice.server.auth.jwt.TokenSigner;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What strangers get at the token endpoint, over real HTTP. */
class TokenRoutesTest {

  private static final String SECRET = "a secret that is long enough for HS256";
  private static final InstantSource WALL =
      InstantSource.fixed(Instant.parse("2026-11-26T06:00:00Z"));

  private final List<AuditEvent> audited = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    JwtVerifier verifier =
        new JwtVerifier(JwtKeys.none().withSecrets(List.of(SECRET)), JwtOptions.DEFAULTS, WALL);
    TokenMinter minter =
        new TokenMinter(
            TokenSigner.ofSecret(SECRET), verifier, JwtOptions.DEFAULTS, WALL, new SecureRandom());
    server =
        new HttpServer(
            HttpOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            TokenRoutes.of(
                Map.of("backend", "k3y"),
                new TokenRoutes.Services(
                    minter,
                    Duration.ofHours(1),
                    new DenyList(WALL, () -> 0),
                    new GuessGuard((address, forNanos) -> {}),
                    audited::add,
                    nanos::get,
                    WALL)),
            nanos::get);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private HttpResponse<String> mint(String key) throws Exception {
    String shown =
        Base64.getEncoder().encodeToString(("backend:" + key).getBytes(StandardCharsets.UTF_8));
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/tokens"))
            .header("Authorization", "Basic " + shown)
            .POST(HttpRequest.BodyPublishers.ofString("{\"room\":\"standup\"}"))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aWrongKeyIsAudited() throws Exception {
    assertEquals(401, mint("wrong").statusCode());
    AuditEvent event = audited.get(0);
    assertEquals(AuditEvent.Action.ENTER, event.action());
    assertEquals("unknown", event.outcome());
    assertEquals("token API", event.subject());
    assertTrue(event.from().orElseThrow().isLoopbackAddress());
    assertEquals(201, mint("k3y").statusCode());
    assertEquals(AuditEvent.Action.MINT_TOKEN, audited.get(1).action());
  }

  @Test
  void whoIsLockedOutIsNotToldToComeBackTooEarly() throws Exception {
    for (int i = 0; i < GuessGuard.FREE_TRIES + 2; i++) {
      assertEquals(401, mint("wrong").statusCode());
      nanos.addAndGet(i < GuessGuard.FREE_TRIES ? 0 : Duration.ofSeconds(1).toNanos());
    }
    // locked for two seconds, of which one has passed, and a little
    nanos.addAndGet(-1);
    HttpResponse<String> refused = mint("k3y");
    assertEquals(429, refused.statusCode());
    assertEquals("2", refused.headers().firstValue("Retry-After").orElseThrow());
  }
}
