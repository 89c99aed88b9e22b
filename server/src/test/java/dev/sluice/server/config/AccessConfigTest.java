package dev.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessConfigTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String KEY = "backend:0123456789abcdef";

  @TempDir private Path directory;

  @Test
  void withoutVariablesThereAreNoSignedTokens() {
    SignedTokens tokens = tokens();
    assertFalse(tokens.enabled());
    assertTrue(tokens.signer().isEmpty());
    assertEquals(Map.of(), tokens.apiKeys());
  }

  @Test
  void aSecretChecksAndSigns() {
    SignedTokens tokens = tokens("JWT_SECRET", SECRET);
    assertEquals("a secret", tokens.summary());
    assertEquals("HS256", tokens.signer().orElseThrow().algorithm());
    assertFalse(tokens.toString().contains(SECRET));
  }

  @Test
  void noTokenIsMadeThatLivesTooLongToBeTaken() {
    assertEquals(
        Duration.ofMinutes(10),
        tokens("JWT_SECRET", SECRET, "JWT_MAX_LIFETIME_SECONDS", "600").longest());
    assertEquals(
        Duration.ofMinutes(1),
        tokens(
                "JWT_SECRET",
                SECRET,
                "JWT_MAX_LIFETIME_SECONDS",
                "600",
                "API_TOKEN_MAX_SECONDS",
                "60")
            .longest());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jwt-secret", "0123456789abcdef0123456789abcde", "-----BEGIN PUBLIC KEY-----"})
  void aSecretThatCanBeTriedOutStopsTheStart(String secret) {
    String message = refusal("JWT_SECRET", secret);
    assertEquals(
        "JWT_SECRET must be at least 32 bytes, as of openssl rand -base64 32, and no key in PEM, but"
            + " it is not.",
        message);
  }

  @Test
  void keysComeFromFilesOrAsTheyAre() throws Exception {
    KeyPair ec = ec();
    KeyPair rsa = rsa();
    Path publicKeys = Files.writeString(directory.resolve("public.pem"), pem(ec) + pem(rsa));
    Path privateKey = Files.writeString(directory.resolve("private.pem"), privatePem(ec));
    SignedTokens fromFiles =
        tokens("JWT_PUBLIC_KEY", publicKeys.toString(), "JWT_PRIVATE_KEY", privateKey.toString());
    assertEquals("public keys", fromFiles.summary());
    assertEquals("ES256", fromFiles.signer().orElseThrow().algorithm());
    SignedTokens inline =
        tokens("JWT_PUBLIC_KEY", pem(rsa).replace("\n", "\\n"), "JWT_PRIVATE_KEY", privatePem(rsa));
    assertEquals("RS256", inline.signer().orElseThrow().algorithm());
  }

  @Test
  void aPrivateKeyThatBelongsToNoPublicOneStopsTheStart() throws Exception {
    assertTrue(
        refusal("JWT_PUBLIC_KEY", pem(ec()), "JWT_PRIVATE_KEY", privatePem(ec()))
            .startsWith("JWT_PRIVATE_KEY must be "));
    assertTrue(
        refusal("JWT_SECRET", SECRET, "JWT_PRIVATE_KEY", privatePem(rsa()))
            .startsWith("JWT_PRIVATE_KEY must be "));
  }

  @Test
  void keysThatAreNoneStopTheStart() throws Exception {
    KeyPairGenerator weak = KeyPairGenerator.getInstance("RSA");
    weak.initialize(1024);
    for (String key :
        List.of(
            "/no/such/file",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            "-----BEGIN nothing",
            pem(weak.generateKeyPair()),
            privatePem(ec()),
            pem(ec()).repeat(5))) {
      assertTrue(refusal("JWT_PUBLIC_KEY", key).startsWith("JWT_PUBLIC_KEY must be "), key);
    }
    String message = refusal("JWT_PRIVATE_KEY", "a key that is secret");
    assertFalse(message.contains("secret"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://idp.example.org/keys", "idp.example.org", "file:///keys", "::"})
  void keysOfAProviderComeByHttps(String url) {
    assertTrue(refusal("JWT_JWKS_URL", url).startsWith("JWT_JWKS_URL must be a URL"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backend:short",
        "0123456789abcdef",
        ":0123456789abcdef",
        "a b:0123456789abcdef",
        "a:0123456789abcdef,a:abcdef0123456789",
        "a:0123456789abcdef,b:0123456789abcdef"
      })
  void anApiKeyHasANameAndALongSecret(String keys) {
    String message = refusal("JWT_SECRET", SECRET, "API_KEYS", keys);
    assertTrue(message.startsWith("API_KEYS must be name:secret pairs"), message);
    assertFalse(message.contains(keys), message);
  }

  @Test
  void apiKeysNeedSomethingThatSigns() {
    assertTrue(refusal("API_KEYS", KEY).startsWith("API_KEYS is set, but neither JWT_SECRET"));
    assertEquals(
        Map.of("backend", "0123456789abcdef"),
        tokens("JWT_SECRET", SECRET, "API_KEYS", KEY).apiKeys());
  }

  @Test
  void mentionsWhatIsAllowedAndNotWise() {
    Environment environment =
        Environment.of(
            Map.of("JWT_JWKS_URL", "https://idp.example.org/keys", "JWT_DEFAULT_ROOMS", "*"));
    assertEquals(
        List.of(
            "JWT_JWKS_URL is set without JWT_AUDIENCE: tokens that the provider made for any other"
                + " program are taken too.",
            "JWT_DEFAULT_ROOMS opens every room to JWTs that name none."),
        AccessConfig.notices(environment, AccessConfig.signedTokens(environment)));
  }

  private static SignedTokens tokens(String... variables) {
    return AccessConfig.signedTokens(environment(variables));
  }

  private static String refusal(String... variables) {
    return assertThrows(ConfigException.class, () -> tokens(variables)).getMessage();
  }

  private static Environment environment(String... variables) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      map.put(variables[i], variables[i + 1]);
    }
    return Environment.of(map);
  }

  private static KeyPair ec() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static KeyPair rsa() throws NoSuchAlgorithmException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static String pem(KeyPair keys) {
    return pem("PUBLIC KEY", keys.getPublic().getEncoded());
  }

  private static String privatePem(KeyPair keys) {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private static String pem(String name, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(name, Base64.getMimeEncoder().encodeToString(bytes).replace("\r", ""), name);
  }
}
