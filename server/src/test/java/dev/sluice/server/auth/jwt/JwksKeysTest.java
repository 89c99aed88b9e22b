package dev.sluice.server.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.sluice.server.auth.SettableInstant;
import dev.sluice.server.auth.TokenVerifier.Genuine;
import dev.sluice.server.auth.TokenVerifier.Rejected;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of an identity provider that is a real HTTP server, well and not so well. */
class JwksKeysTest {

  private static final ECKey OLD = Tokens.ec("old");
  private static final ECKey NEW = Tokens.ec("new");
  private static final RSAKey RSA = Tokens.rsa("rsa");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final SettableInstant clock = new SettableInstant();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @Test
  void tokensOfTheProviderAreGood() {
    JwksKeys keys = fetch(provider(Provider.document(Provider.json(OLD, RSA))));
    await(() -> keys.keys().size() == 2);
    assertEquals("genuine", verdict(keys, JWSAlgorithm.ES256, OLD));
    assertEquals("genuine", verdict(keys, JWSAlgorithm.RS256, RSA));
    assertEquals("genuine", verdict(keys, JWSAlgorithm.PS512, RSA));
    assertEquals("unknown_key", verdict(keys, JWSAlgorithm.ES256, NEW));
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesIt() {
    Provider provider = provider(Provider.document(Provider.json(OLD)));
    JwksKeys keys = fetch(provider);
    await(() -> !keys.keys().isEmpty());
    provider.answers(Provider.document(Provider.json(NEW)));
    assertEquals("unknown_key", verdict(keys, JWSAlgorithm.ES256, NEW));
    await(() -> verdict(keys, JWSAlgorithm.ES256, NEW).equals("genuine"));
    // what the provider gives no longer is no longer good
    assertEquals("unknown_key", verdict(keys, JWSAlgorithm.ES256, OLD));
  }

  @Test
  void tokensCannotMakeTheServerFetchAllTheTime() {
    Provider provider = provider(Provider.document(Provider.json(OLD)));
    JwksKeys keys = start(options(provider.url(), Duration.ofHours(1)));
    await(() -> !keys.keys().isEmpty());
    for (int i = 0; i < 1000; i++) {
      assertEquals("unknown_key", verdict(keys, JWSAlgorithm.ES256, NEW));
    }
    assertEquals(1, provider.requests());
  }

  @Test
  void theLastGoodKeysHoldWhileTheProviderIsDown() {
    Provider provider =
        provider(Provider.document(Provider.json(OLD), "Cache-Control", "no-cache"));
    JwksKeys keys = fetch(provider);
    await(() -> !keys.keys().isEmpty());
    int port = provider.port();
    provider.close();
    await(() -> keys.status().failures() > 1);
    assertTrue(keys.status().problem().isPresent());
    assertEquals("genuine", verdict(keys, JWSAlgorithm.ES256, OLD));
    opened.add(new Provider(Provider.document(Provider.json(NEW)), port));
    keys.onUnknownKey();
    await(() -> verdict(keys, JWSAlgorithm.ES256, NEW).equals("genuine"));
    assertFalse(keys.status().problem().isPresent());
  }

  @Test
  void beforeTheFirstFetchTokensOfTheProviderWait() {
    CountDownLatch go = new CountDownLatch(1);
    Provider provider =
        provider(
            exchange -> {
              go.await();
              Provider.document(Provider.json(OLD)).to(exchange);
            });
    JwksKeys keys = start(options(provider.url(), Duration.ofMillis(20), Duration.ofSeconds(20)));
    await(() -> provider.requests() == 1);
    assertEquals("unavailable", verdict(keys, JWSAlgorithm.ES256, OLD));
    go.countDown();
    await(() -> verdict(keys, JWSAlgorithm.ES256, OLD).equals("genuine"));
  }

  @Test
  void aProviderThatDribblesIsGivenUp() {
    Provider provider =
        provider(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              OutputStream body = exchange.getResponseBody();
              body.write('{');
              body.flush();
              new CountDownLatch(1).await();
            });
    JwksKeys keys = start(options(provider.url(), Duration.ofMillis(20), Duration.ofMillis(300)));
    await(() -> keys.status().failures() > 1);
    assertTrue(
        keys.status().problem().orElseThrow().startsWith("nothing came in"),
        keys.status().problem()::toString);
  }

  @Test
  void aDocumentThatIsTooLongIsGivenUp() {
    JwksKeys keys = fetch(provider(Provider.document("{\"keys\":[" + " ".repeat(300_000) + "]}")));
    assertProblem(keys, "it is longer than 262144 bytes");
    Provider endless =
        provider(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              byte[] piece = new byte[65_536];
              while (true) {
                exchange.getResponseBody().write(piece);
              }
            });
    assertProblem(fetch(endless), "it is longer than 262144 bytes");
  }

  @Test
  void aFewRedirectsAreFollowed() {
    Provider target = provider(Provider.document(Provider.json(OLD)));
    JwksKeys keys = fetch(provider(Provider.redirect(target.url().toString())));
    await(() -> verdict(keys, JWSAlgorithm.ES256, OLD).equals("genuine"));
  }

  @Test
  void redirectsWithoutEndAreNotFollowed() {
    assertProblem(fetch(provider(Provider.redirect("/keys"))), "it redirects more than 3 times");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://idp.example.org/keys",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "https://user:password@idp.example.org/keys",
        "https:keys"
      })
  void redirectsToElsewhereAreNotFollowed(String location) {
    assertProblem(
        fetch(provider(Provider.redirect(location))),
        "it redirects to where keys must not come from");
  }

  @Test
  void redirectsToAnotherHostAreNotFollowed() {
    Provider target = provider(Provider.document(Provider.json(OLD)));
    String elsewhere = target.url().toString().replace("127.0.0.1", "localhost");
    assertNotEquals(target.url().toString(), elsewhere);
    assertProblem(
        fetch(provider(Provider.redirect(elsewhere))),
        "it redirects to where keys must not come from");
    assertEquals(0, target.requests());
  }

  @Test
  void aFaultIsAFailedFetchAndNotTheEnd() {
    AtomicInteger fetches = new AtomicInteger();
    JwksKeys keys =
        JwksKeys.start(
            options(URI.create("https://idp.example.org/keys"), Duration.ofMillis(20)),
            System::nanoTime,
            () -> {
              if (fetches.incrementAndGet() == 1) {
                throw new IllegalStateException("secret");
              }
              return new JwksFetcher.Fetched(
                  List.of(VerificationKey.of(OLD, Optional.of("old"))), Optional.empty());
            });
    opened.add(keys);
    await(() -> keys.status().failures() == 1);
    keys.onUnknownKey();
    await(() -> verdict(keys, JWSAlgorithm.ES256, OLD).equals("genuine"));
  }

  @Test
  void whatAnybodyMayReadOfAProblemQuotesNothing() {
    Provider gone = new Provider(Provider.document(""));
    gone.close();
    assertProblem(fetch(gone), "it cannot be reached");
    assertEquals("TLS failed", JwksException.of(new SSLException("secret")).getMessage());
    assertEquals(
        "the connection failed",
        JwksException.of(new IOException("10.1.2.3 said secret")).getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "{}", "not json", "{\"keys\":7}", "{\"keys\":[{\"kty\":\"RSA\"}]}"})
  void whatIsNoKeySetIsAProblem(String body) {
    assertProblem(fetch(provider(Provider.document(body))), "what came is no JWK Set");
  }

  @Test
  void keysThatAreOfNoUseAreSkipped() throws Exception {
    OctetSequenceKey secret =
        new OctetSequenceKey.Builder(Base64URL.encode(Tokens.SECRET)).keyID("s").build();
    RSAKey encryption = new RSAKey.Builder(RSA).keyUse(KeyUse.ENCRYPTION).build().toPublicJWK();
    String symmetric = "{\"keys\":[" + secret.toJSONString() + "]}";
    String leaked = "{\"keys\":[" + OLD.toJSONString() + "]}";
    assertProblem(fetch(provider(Provider.document(symmetric))), "none of its 1 keys is of use");
    assertProblem(
        fetch(provider(Provider.document(Provider.json(encryption)))),
        "none of its 1 keys is of use");
    assertProblem(fetch(provider(Provider.document(leaked))), "none of its 1 keys is of use");
  }

  @Test
  void keysThatDidNotChangeAreNotSentAgain() {
    List<String> conditions = new ArrayList<>();
    Provider provider =
        provider(
            exchange -> {
              String condition = exchange.getRequestHeaders().getFirst("If-None-Match");
              if ("\"v1\"".equals(condition)) {
                synchronized (conditions) {
                  conditions.add(condition);
                }
                exchange.sendResponseHeaders(304, -1);
              } else {
                Provider.document(
                        Provider.json(OLD), "ETag", "\"v1\"", "Cache-Control", "max-age=0")
                    .to(exchange);
              }
            });
    JwksKeys keys = fetch(provider);
    await(() -> !keys.keys().isEmpty());
    keys.onUnknownKey();
    await(() -> keys.status().fetches() > 1);
    synchronized (conditions) {
      assertFalse(conditions.isEmpty());
    }
    assertEquals("genuine", verdict(keys, JWSAlgorithm.ES256, OLD));
    assertFalse(keys.status().problem().isPresent());
  }

  @Test
  void keysAreFetchedAgainWhenTheyAreDue() {
    Provider provider =
        provider(Provider.document(Provider.json(OLD), "Cache-Control", "public, max-age=0"));
    JwksKeys keys = fetch(provider);
    await(() -> keys.status().fetches() > 2);
    Provider patient =
        provider(Provider.document(Provider.json(OLD), "Cache-Control", "max-age=999999999"));
    JwksKeys bounded = fetch(patient);
    await(() -> bounded.status().fetches() > 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://idp.example.org/keys",
        "http://localhost.example.org/",
        "http://127.0.0.1.example.org/",
        "http://10.0.0.1/",
        "ldap://127.0.0.1/",
        "https:///keys",
        "keys"
      })
  void keysComeByHttpsOrFromThisMachine(String url) {
    assertThrows(IllegalArgumentException.class, () -> JwksOptions.of(URI.create(url)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://idp.example.org/keys",
        "http://localhost:8081/",
        "http://[::1]/",
        "http://127.1.2.3/"
      })
  void otherAddressesAreTaken(String url) {
    assertEquals(URI.create(url), JwksOptions.of(URI.create(url)).url());
  }

  private Provider provider(Provider.Answer answer) {
    Provider provider = new Provider(answer);
    opened.add(provider);
    return provider;
  }

  private JwksKeys fetch(Provider provider) {
    return start(options(provider.url(), Duration.ofMillis(20), Duration.ofSeconds(10)));
  }

  private static JwksOptions options(URI url, Duration minInterval) {
    return options(url, minInterval, Duration.ofSeconds(10));
  }

  /** Due after 50 ms at the earliest, and after 100 ms at the latest. */
  private static JwksOptions options(URI url, Duration minInterval, Duration timeout) {
    Duration due = minInterval.toHours() > 0 ? Duration.ofHours(2) : Duration.ofMillis(50);
    return new JwksOptions(
        url, due, due.multipliedBy(2), due.multipliedBy(2), minInterval, timeout, 256 << 10);
  }

  private JwksKeys start(JwksOptions options) {
    JwksKeys keys = JwksKeys.start(options, System::nanoTime);
    opened.add(keys);
    return keys;
  }

  private String verdict(JwksKeys keys, JWSAlgorithm algorithm, JWK key) {
    String token = Tokens.signed(algorithm, key, Tokens.claims(clock.instant()));
    var outcome =
        new JwtVerifier(JwtKeys.none().with(keys), JwtOptions.DEFAULTS, clock).verify(token);
    return outcome instanceof Genuine ? "genuine" : ((Rejected) outcome).refusal().word();
  }

  private static void assertProblem(JwksKeys keys, String problem) {
    await(() -> keys.status().failures() > 0);
    assertEquals(problem, keys.status().problem().orElseThrow());
    assertTrue(keys.keys().isEmpty());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "it did not happen in time");
      LockSupport.parkNanos(1_000_000);
    }
  }
}
