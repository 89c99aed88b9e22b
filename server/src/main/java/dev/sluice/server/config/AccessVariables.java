package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;
import static dev.sluice.server.config.Variable.secret;

import dev.sluice.server.auth.RoomPatterns;
import dev.sluice.server.auth.jwt.JwksOptions;
import dev.sluice.server.auth.jwt.JwtOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The variables of JWTs, of what is taken back, and of who is told. */
final class AccessVariables {

  private static final int MIN_SECRET_BYTES = 32;
  private static final int MIN_API_KEY_CHARS = 16;
  private static final int MAX_API_KEYS = 32;
  private static final int MAX_LEEWAY_SECONDS = 600;
  private static final int MAX_LIFETIME_SECONDS = 10 * 366 * 24 * 60 * 60;

  private static final Pattern API_KEY_NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");

  /** RFC 7518 section 3.2: what is shorter can be tried out by whoever has one token. */
  private static final String SECRET_TEXT =
      "at least 32 bytes, as of openssl rand -base64 32, and no key in PEM";

  static final Variable<Optional<String>> JWT_SECRET =
      secret(
              "JWT_SECRET",
              SECRET_TEXT,
              "checks JWTs signed by HS256, from 48 bytes on by HS384, from 64 on by HS512",
              AccessVariables::jwtSecret)
          .example("<openssl rand -base64 32>");

  static final Variable<Optional<String>> JWT_SECRET_PREVIOUS =
      secret(
              "JWT_SECRET_PREVIOUS",
              SECRET_TEXT,
              "checks JWTs too, until those signed by it are over",
              AccessVariables::jwtSecret)
          .example("<the JWT_SECRET of before>");

  static final Variable<Optional<String>> JWT_PUBLIC_KEY =
      plain(
              "JWT_PUBLIC_KEY",
              "",
              "a PEM file or the PEM itself, with up to four public keys or certificates, RSA from 2048"
                  + " bits or EC",
              "checks JWTs signed by RS256, PS256, ES256 and their longer kin",
              Values::optional)
          .example("/etc/sluice/jwt-public.pem");

  static final Variable<Optional<String>> JWT_PRIVATE_KEY =
      secret(
              "JWT_PRIVATE_KEY",
              "a PEM file or the PEM itself, with a private key in PKCS #8 that belongs to"
                  + " JWT_PUBLIC_KEY",
              "signs the JWTs that this server makes, in the place of JWT_SECRET",
              Values::optional)
          .example("/etc/sluice/jwt-private.pem");

  static final Variable<Optional<JwksOptions>> JWT_JWKS_URL =
      plain(
              "JWT_JWKS_URL",
              "",
              "a URL that begins with https, or with http on this machine",
              "where an identity provider has its public keys",
              text -> Values.optional(text).map(URI::create).map(JwksOptions::of))
          .example("https://id.example.org/.well-known/jwks.json");

  static final Variable<List<String>> JWT_AUDIENCE =
      plain(
              "JWT_AUDIENCE",
              "",
              "texts with commas between them",
              "one of which a JWT must name as aud",
              Values::list)
          .example("meet.example.org");

  static final Variable<List<String>> JWT_ISSUER =
      plain(
              "JWT_ISSUER",
              "",
              "texts with commas between them",
              "one of which a JWT must name as iss",
              Values::list)
          .example("https://id.example.org/");

  static final Variable<Duration> JWT_LEEWAY_SECONDS =
      plain(
          "JWT_LEEWAY_SECONDS",
          Long.toString(JwtOptions.DEFAULT_LEEWAY.toSeconds()),
          "0 to " + MAX_LEEWAY_SECONDS,
          "by how much the clocks of who signs JWTs may be wrong",
          text -> Duration.ofSeconds(Values.integer(text, 0, MAX_LEEWAY_SECONDS)));

  static final Variable<Duration> JWT_MAX_LIFETIME_SECONDS =
      plain(
          "JWT_MAX_LIFETIME_SECONDS",
          "0",
          "0 to " + MAX_LIFETIME_SECONDS,
          "the longest a JWT may live from its iat on; 0 for as long as it says",
          text -> Duration.ofSeconds(Values.integer(text, 0, MAX_LIFETIME_SECONDS)));

  static final Variable<RoomPatterns> JWT_DEFAULT_ROOMS =
      plain(
              "JWT_DEFAULT_ROOMS",
              "",
              "room names or patterns with * and with commas between them",
              "what a JWT opens that names no room; go-live opens every one: *",
              text -> new RoomPatterns(Values.list(text)))
          .example("lobby,team-*");

  static final Variable<Map<String, String>> API_KEYS =
      secret(
              "API_KEYS",
              "name:secret pairs with commas between them, each name once, each secret of at least "
                  + MIN_API_KEY_CHARS
                  + " characters",
              "lets backends make tokens at /api/tokens",
              AccessVariables::apiKeys)
          .example("backend:<openssl rand -hex 24>");

  static final Variable<Duration> API_TOKEN_MAX_SECONDS =
      plain(
          "API_TOKEN_MAX_SECONDS",
          "86400",
          "1 to " + MAX_LIFETIME_SECONDS,
          "the longest that a token lives which a backend asks for",
          text -> Duration.ofSeconds(Values.integer(text, 1, MAX_LIFETIME_SECONDS)));

  static final Variable<Optional<Path>> DENY_LIST_FILE =
      plain(
              "DENY_LIST_FILE",
              "",
              "a file, which need not exist yet",
              "remembers revoked tokens and who was thrown out across restarts",
              Values::optionalPath)
          .example("/var/lib/sluice/denied");

  static final Variable<Optional<Path>> AUDIT_LOG =
      plain(
              "AUDIT_LOG",
              "",
              "a file, which need not exist yet",
              "gets a line for each action that matters to security, beside the log",
              Values::optionalPath)
          .example("/var/log/sluice/audit.log");

  static final List<Variable<?>> ALL =
      List.of(
          JWT_SECRET,
          JWT_SECRET_PREVIOUS,
          JWT_PUBLIC_KEY,
          JWT_PRIVATE_KEY,
          JWT_JWKS_URL,
          JWT_AUDIENCE,
          JWT_ISSUER,
          JWT_LEEWAY_SECONDS,
          JWT_MAX_LIFETIME_SECONDS,
          JWT_DEFAULT_ROOMS,
          API_KEYS,
          API_TOKEN_MAX_SECONDS,
          DENY_LIST_FILE,
          AUDIT_LOG);

  private AccessVariables() {}

  private static Optional<String> jwtSecret(String text) {
    Values.require(
        text.isEmpty()
            || (text.getBytes(StandardCharsets.UTF_8).length >= MIN_SECRET_BYTES
                && !text.startsWith("-----BEGIN")));
    return Values.optional(text);
  }

  private static Map<String, String> apiKeys(String text) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (String entry : Values.list(text)) {
      int colon = entry.indexOf(':');
      Values.require(colon > 0 && API_KEY_NAME.matcher(entry.substring(0, colon)).matches());
      String secret = entry.substring(colon + 1);
      Values.require(
          secret.length() >= MIN_API_KEY_CHARS
              && !keys.containsValue(secret)
              && keys.put(entry.substring(0, colon), secret) == null);
    }
    Values.require(keys.size() <= MAX_API_KEYS);
    return Map.copyOf(keys);
  }

  /** As a set, for what compares. */
  static Set<String> set(List<String> texts) {
    return Set.copyOf(texts);
  }
}
