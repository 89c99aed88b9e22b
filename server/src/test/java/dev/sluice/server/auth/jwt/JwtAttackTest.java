package dev.sluice.server.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sluice.server.auth.Refusal;
import dev.sluice.server.auth.RoomPatterns;
import dev.sluice.server.auth.SettableInstant;
import dev.sluice.server.auth.TokenVerifier.Genuine;
import dev.sluice.server.auth.TokenVerifier.Outcome;
import dev.sluice.server.auth.TokenVerifier.Rejected;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens made to get in without having been given one. */
class JwtAttackTest {

  private static final RSAKey RSA = Tokens.rsa("rsa-1");
  private static final ECKey EC = Tokens.ec("ec-1");
  private static final String HS = "{\"alg\":\"HS256\"}";

  private final SettableInstant clock = new SettableInstant();
  private final JwtOptions options =
      new JwtOptions(
          Set.of("sluice"),
          Set.of("https://idp.example.org"),
          Duration.ofSeconds(30),
          Duration.ofDays(1),
          new RoomPatterns(List.of()));
  private final JwtVerifier verifier =
      new JwtVerifier(
          JwtKeys.none()
              .withSecrets(List.of(Tokens.SECRET))
              .withPublicKeys(Tokens.pem(RSA) + Tokens.pem(EC)),
          options,
          clock);

  @Test
  void aTokenThatIsRightOpens() {
    assertInstanceOf(Genuine.class, verifier.verify(Tokens.hs256(claims())));
    assertInstanceOf(
        Genuine.class, verifier.verify(Tokens.signed(JWSAlgorithm.RS256, RSA, claims())));
    assertInstanceOf(
        Genuine.class, verifier.verify(Tokens.signed(JWSAlgorithm.ES256, EC, claims())));
  }

  @Test
  void aForgedSignatureIsRefused() {
    String token = Tokens.hs256(claims());
    int dot = token.lastIndexOf('.');
    assertEquals(Refusal.BAD_SIGNATURE, refused(token.substring(0, dot + 1) + "A".repeat(43)));
    assertEquals(
        Refusal.BAD_SIGNATURE,
        refused(Tokens.signed(JWSAlgorithm.HS256, "x".repeat(32), claims())));
  }

  @Test
  void aTokenWithoutItsSignatureIsRefused() {
    String token = Tokens.hs256(claims());
    assertEquals(Refusal.BAD_SIGNATURE, refused(token.substring(0, token.lastIndexOf('.') + 1)));
  }

  @Test
  void changedClaimsAreRefused() {
    String[] parts = Tokens.hs256(claims()).split("\\.");
    String payload = Tokens.base64(Tokens.json(claims("admin", true)));
    assertEquals(Refusal.BAD_SIGNATURE, refused(parts[0] + "." + payload + "." + parts[2]));
  }

  @Test
  void noBitOfATokenCanBeFlipped() {
    String token = Tokens.hs256(claims());
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      char[] changed = token.toCharArray();
      int at = random.nextInt(changed.length);
      changed[at] = changed[at] == 'x' ? 'y' : 'x';
      String text = new String(changed);
      if (!sameBytes(token, text)) {
        assertInstanceOf(Rejected.class, verifier.verify(text), text);
      }
    }
  }

  /** The last character of base64 has bits that mean nothing. */
  private static boolean sameBytes(String one, String other) {
    String[] a = one.split("\\.");
    String[] b = other.split("\\.");
    return a.length == b.length
        && a[0].equals(b[0])
        && a[1].equals(b[1])
        && Arrays.equals(Base64.getUrlDecoder().decode(a[2]), Base64.getUrlDecoder().decode(b[2]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
  void algNoneIsRefused(String none) {
    String header = Tokens.base64("{\"alg\":\"" + none + "\"}");
    String payload = Tokens.base64(Tokens.json(claims()));
    assertEquals(Refusal.WRONG_ALGORITHM, refused(header + "." + payload + "."));
    assertEquals(Refusal.WRONG_ALGORITHM, refused(header + "." + payload + ".AAAA"));
    assertEquals(
        Refusal.WRONG_ALGORITHM,
        refused(Tokens.raw("{\"alg\":\"" + none + "\"}", Tokens.json(claims()))));
  }

  @Test
  void aPublicKeyIsNeverASecret() throws Exception {
    for (byte[] key :
        List.of(
            Tokens.pem(RSA).getBytes(StandardCharsets.UTF_8),
            Tokens.pem(RSA).strip().getBytes(StandardCharsets.UTF_8),
            RSA.toRSAPublicKey().getEncoded(),
            EC.toECPublicKey().getEncoded())) {
      assertEquals(Refusal.BAD_SIGNATURE, refused(Tokens.raw(HS, Tokens.json(claims()), key)));
    }
    JwtVerifier keysOnly =
        new JwtVerifier(JwtKeys.none().withPublicKeys(Tokens.pem(RSA)), options, clock);
    assertEquals(
        new Rejected(Refusal.WRONG_ALGORITHM),
        keysOnly.verify(
            Tokens.raw(
                HS, Tokens.json(claims()), Tokens.pem(RSA).getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void anAlgorithmNoKeyIsForIsRefused() {
    JwtVerifier secretOnly =
        new JwtVerifier(JwtKeys.none().withSecrets(List.of("x".repeat(32))), options, clock);
    assertEquals(
        new Rejected(Refusal.WRONG_ALGORITHM),
        secretOnly.verify(Tokens.signed(JWSAlgorithm.RS256, RSA, claims())));
    // 32 bytes are too few for HS512: RFC 7518 section 3.2
    assertEquals(
        new Rejected(Refusal.WRONG_ALGORITHM),
        secretOnly.verify(Tokens.signed(JWSAlgorithm.HS512, "x".repeat(64), claims())));
    assertEquals(Refusal.WRONG_ALGORITHM, refused(Tokens.raw("{\"alg\":\"HS1\"}", "{}")));
  }

  @Test
  void anEllipticSignatureOfZerosIsRefused() {
    String header = Tokens.base64("{\"alg\":\"ES256\"}");
    String payload = Tokens.base64(Tokens.json(claims()));
    String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
    assertEquals(Refusal.BAD_SIGNATURE, refused(header + "." + payload + "." + zeros));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"jku\":\"https://attacker.example/keys\"",
        "\"x5u\":\"https://attacker.example/cert\"",
        "\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}",
        "\"x5c\":[\"AAAA\"]",
        "\"crit\":[\"exp\"],\"exp\":1",
        "\"crit\":[\"b64\"],\"b64\":false",
        "\"b64\":false",
        "\"zip\":\"DEF\"",
        "\"cty\":\"JWT\"",
        "\"typ\":\"dpop+jwt\"",
        "\"typ\":7",
        "\"alg\":\"none\""
      })
  void aHeaderThatAsksForMoreThanASignatureIsRefused(String extra) {
    String header = "{\"alg\":\"HS256\"," + extra + "}";
    assertEquals(Refusal.MALFORMED, refused(Tokens.raw(header, Tokens.json(claims()))));
  }

  @Test
  void aKeyIdIsNeverAPathOrAQuery() {
    for (String kid : List.of("../../../../dev/null", "' OR 1=1 --", "x".repeat(4000))) {
      String header = Tokens.json(Map.of("alg", "RS256", "kid", kid));
      assertEquals(Refusal.BAD_SIGNATURE, refused(Tokens.raw(header, Tokens.json(claims()))));
    }
  }

  @Test
  void anOversizedTokenIsRefusedUnread() {
    String payload = Tokens.json(claims("metadata", Map.of("x", "y".repeat(10_000))));
    assertEquals(Refusal.MALFORMED, refused(Tokens.raw(HS, payload)));
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "[".repeat(2500) + "]".repeat(2500);
    assertEquals(Refusal.MALFORMED, refused(Tokens.raw(HS, "{\"room\":" + deep + "}")));
    assertEquals(
        Refusal.MALFORMED,
        refused(Tokens.raw("{\"alg\":\"HS256\",\"x\":" + deep + "}", Tokens.json(claims()))));
  }

  @Test
  void duplicateNamesAreRefused() {
    String twice = Tokens.json(claims()).replaceFirst("\\{", "{\"room\":\"other\",");
    assertEquals(Refusal.MALFORMED, refused(Tokens.raw(HS, twice)));
    assertEquals(
        Refusal.MALFORMED,
        refused(Tokens.raw("{\"alg\":\"HS256\",\"alg\":\"HS256\"}", Tokens.json(claims()))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "...", "a.b", "a.b.c.d", "a.b.c", "eyJ.eyJ.x", "a b.c.d", "ä.ö.ü"})
  void whatIsNoTokenIsRefused(String text) {
    assertEquals(Refusal.MALFORMED, refused(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "7", "\"x\"", "{", "{} {}", "{\"a\":01}", "not json"})
  void aPayloadThatIsNoObjectIsRefused(String payload) {
    assertEquals(Refusal.MALFORMED, refused(Tokens.raw(HS, payload)));
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    String token = Tokens.raw(HS, Tokens.json(claims()));
    String utf16 =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(Tokens.json(claims()).getBytes(StandardCharsets.UTF_16));
    assertEquals(
        Refusal.MALFORMED, refused(token.substring(0, token.indexOf('.') + 1) + utf16 + ".AAAA"));
  }

  @Test
  void anExpiredTokenIsRefusedAfterTheLeeway() {
    String token = Tokens.hs256(claims());
    clock.advance(Duration.ofSeconds(3629));
    assertInstanceOf(Genuine.class, verifier.verify(token));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(Refusal.EXPIRED, refused(token));
  }

  @Test
  void aTokenThatNeverEndsIsRefused() {
    assertEquals(Refusal.TOO_LONG_LIVED, refused(Tokens.hs256(claims("exp", null))));
    assertEquals(
        Refusal.TOO_LONG_LIVED,
        refused(Tokens.hs256(claims("exp", clock.instant().getEpochSecond() + 86_401))));
    assertEquals(
        Refusal.TOO_LONG_LIVED,
        refused(Tokens.hs256(claims("iat", null, "exp", 253_402_300_799L))));
  }

  @Test
  void aTokenOfTheFutureIsRefused() {
    long now = clock.instant().getEpochSecond();
    assertInstanceOf(Genuine.class, verifier.verify(Tokens.hs256(claims("nbf", now + 30))));
    assertEquals(Refusal.NOT_YET, refused(Tokens.hs256(claims("nbf", now + 31))));
    assertEquals(Refusal.NOT_YET, refused(Tokens.hs256(claims("iat", now + 31))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1e9\"", "-1", "1e300", "true", "[1]", "{}", "253402300800"})
  void aTimeThatIsNoneIsRefused(String time) {
    String payload = Tokens.json(claims("exp", null)).replaceFirst("\\{", "{\"exp\":" + time + ",");
    assertEquals(Refusal.MALFORMED, refused(Tokens.raw(HS, payload)));
  }

  @Test
  void aWrongAudienceIsRefused() {
    assertEquals(Refusal.WRONG_AUDIENCE, refused(Tokens.hs256(claims("aud", "other"))));
    assertEquals(Refusal.WRONG_AUDIENCE, refused(Tokens.hs256(claims("aud", null))));
    assertEquals(Refusal.WRONG_AUDIENCE, refused(Tokens.hs256(claims("aud", "SLUICE"))));
    assertEquals(Refusal.MALFORMED, refused(Tokens.hs256(claims("aud", 7))));
    assertInstanceOf(
        Genuine.class, verifier.verify(Tokens.hs256(claims("aud", List.of("other", "sluice")))));
  }

  @Test
  void aWrongIssuerIsRefused() {
    assertEquals(
        Refusal.WRONG_ISSUER, refused(Tokens.hs256(claims("iss", "https://idp.example.org.evil"))));
    assertEquals(Refusal.WRONG_ISSUER, refused(Tokens.hs256(claims("iss", null))));
  }

  private Map<String, Object> claims(Object... more) {
    Map<String, Object> claims =
        Tokens.claims(clock.instant(), "aud", "sluice", "iss", "https://idp.example.org");
    for (int i = 0; i < more.length; i += 2) {
      if (more[i + 1] == null) {
        claims.remove((String) more[i]);
      } else {
        claims.put((String) more[i], more[i + 1]);
      }
    }
    return claims;
  }

  private Refusal refused(String token) {
    Outcome outcome = verifier.verify(token);
    return assertInstanceOf(Rejected.class, outcome).refusal();
  }
}
