package dev.sluice.server.config;

import dev.sluice.server.auth.jwt.JwksOptions;
import dev.sluice.server.auth.jwt.JwtKeys;
import dev.sluice.server.auth.jwt.JwtOptions;
import dev.sluice.server.auth.jwt.JwtVerifier;
import dev.sluice.server.auth.jwt.TokenMinter;
import dev.sluice.server.auth.jwt.TokenMinter.MintException;
import dev.sluice.server.auth.jwt.TokenSigner;
import dev.sluice.server.signaling.RecordingRights;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The variables of signed tokens as the options they make. */
public final class AccessConfig {

  private static final String PEM_BEGIN = "-----BEGIN ";

  private AccessConfig() {}

  /**
   * Reads the environment; for the server and for who only makes a token.
   *
   * @throws ConfigException at the first value that cannot be used
   */
  public static SignedTokens signedTokens(Environment environment) {
    Optional<String> secret = environment.value(AccessVariables.JWT_SECRET);
    Optional<String> previous = environment.value(AccessVariables.JWT_SECRET_PREVIOUS);
    JwtKeys keys =
        JwtKeys.none().withSecrets(Stream.of(secret, previous).flatMap(Optional::stream).toList());
    Optional<String> pem = pem(environment, AccessVariables.JWT_PUBLIC_KEY);
    if (pem.isPresent()) {
      keys = withPublicKeys(keys, pem.get());
    }
    Optional<JwksOptions> provider = environment.value(AccessVariables.JWT_JWKS_URL);
    JwtOptions options = options(environment);
    Optional<TokenSigner> signer = signer(environment, secret);
    SignedTokens tokens =
        new SignedTokens(
            keys,
            provider,
            options,
            signer,
            summary(secret, previous, pem, provider),
            environment.value(AccessVariables.API_KEYS),
            longest(environment.value(AccessVariables.API_TOKEN_MAX_SECONDS), options),
            environment.value(AccessVariables.DENY_LIST_FILE),
            environment.value(AccessVariables.AUDIT_LOG));
    check(tokens);
    return tokens;
  }

  private static JwtOptions options(Environment environment) {
    return new JwtOptions(
        AccessVariables.set(environment.value(AccessVariables.JWT_AUDIENCE)),
        AccessVariables.set(environment.value(AccessVariables.JWT_ISSUER)),
        environment.value(AccessVariables.JWT_LEEWAY_SECONDS),
        environment.value(AccessVariables.JWT_MAX_LIFETIME_SECONDS),
        environment.value(AccessVariables.JWT_DEFAULT_ROOMS));
  }

  /** What is made must be taken, too. */
  private static Duration longest(Duration allowed, JwtOptions options) {
    Duration taken = options.maxLifetime();
    return taken.isZero() || allowed.compareTo(taken) < 0 ? allowed : taken;
  }

  private static JwtKeys withPublicKeys(JwtKeys keys, String pem) {
    try {
      return keys.withPublicKeys(pem);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "JWT_PUBLIC_KEY must be %s, but it is not: %s."
              .formatted(AccessVariables.JWT_PUBLIC_KEY.allowed(), e.getMessage()),
          e);
    }
  }

  private static Optional<TokenSigner> signer(Environment environment, Optional<String> secret) {
    Optional<String> pem = pem(environment, AccessVariables.JWT_PRIVATE_KEY);
    try {
      return pem.map(TokenSigner::ofPrivateKey).or(() -> secret.map(TokenSigner::ofSecret));
    } catch (IllegalArgumentException e) {
      throw notAllowed(AccessVariables.JWT_PRIVATE_KEY, e);
    }
  }

  /** What is meant by a file's name, or by the PEM itself, whose lines may be divided by \n. */
  private static Optional<String> pem(Environment environment, Variable<Optional<String>> from) {
    return environment.value(from).map(text -> pem(from, text));
  }

  private static String pem(Variable<?> variable, String text) {
    if (text.startsWith(PEM_BEGIN)) {
      return text.replace("\\n", "\n");
    }
    try {
      return Files.readString(Path.of(text), StandardCharsets.US_ASCII);
    } catch (IOException | InvalidPathException e) {
      if (variable.isSecret()) {
        throw notAllowed(variable, e);
      }
      throw new ConfigException(
          "%s must be %s, but \"%s\" cannot be read."
              .formatted(variable.name(), variable.allowed(), Variable.shown(text)),
          e);
    }
  }

  private static ConfigException notAllowed(Variable<?> variable, Exception cause) {
    return new ConfigException(
        "%s must be %s, but it is not.".formatted(variable.name(), variable.allowed()), cause);
  }

  private static String summary(
      Optional<String> secret,
      Optional<String> previous,
      Optional<String> pem,
      Optional<JwksOptions> provider) {
    List<String> parts = new ArrayList<>();
    secret.ifPresent(any -> parts.add("a secret"));
    previous.ifPresent(any -> parts.add("a previous secret"));
    pem.ifPresent(any -> parts.add("public keys"));
    provider
        .map(JwksOptions::url)
        .map(URI::getHost)
        .ifPresent(host -> parts.add("keys of " + host));
    return String.join(", ", parts);
  }

  private static void check(SignedTokens tokens) {
    if (!tokens.apiKeys().isEmpty() && tokens.signer().isEmpty()) {
      throw new ConfigException(
          "API_KEYS is set, but neither JWT_SECRET nor JWT_PRIVATE_KEY is; nothing would sign the"
              + " tokens.");
    }
    tokens.signer().ifPresent(signer -> checkPair(signer, tokens));
  }

  /** What this server signs it must take; its clock stands meanwhile, however slow a start is. */
  private static void checkPair(TokenSigner signer, SignedTokens tokens) {
    InstantSource still = InstantSource.fixed(InstantSource.system().instant());
    JwtVerifier verifier = new JwtVerifier(tokens.keys(), tokens.options(), still);
    TokenMinter minter =
        new TokenMinter(signer, verifier, tokens.options(), still, new SecureRandom());
    try {
      minter.mint(Map.of("room", "test"), Duration.ofSeconds(1));
    } catch (MintException e) {
      throw notAllowed(AccessVariables.JWT_PRIVATE_KEY, e);
    }
  }

  /** One sentence for each setting that is allowed and yet not wise. */
  static List<String> notices(Environment environment, SignedTokens tokens) {
    List<String> notices = new ArrayList<>();
    for (Variable<?> idle :
        List.of(
            AccessVariables.JWT_AUDIENCE,
            AccessVariables.JWT_ISSUER,
            AccessVariables.JWT_LEEWAY_SECONDS,
            AccessVariables.JWT_MAX_LIFETIME_SECONDS,
            AccessVariables.JWT_DEFAULT_ROOMS,
            SessionVariables.TOKEN_EXPIRY)) {
      if (environment.has(idle) && !tokens.enabled()) {
        notices.add(
            "%s is set, but none of JWT_SECRET, JWT_PUBLIC_KEY and JWT_JWKS_URL is: no JWT is taken."
                .formatted(idle.name()));
      }
    }
    if (tokens.provider().isPresent() && tokens.options().audiences().isEmpty()) {
      notices.add(
          "JWT_JWKS_URL is set without JWT_AUDIENCE: tokens that the provider made for any other"
              + " program are taken too.");
    }
    boolean operator = environment.has(SharedTokenVariables.ADMIN_TOKEN) || tokens.enabled();
    if (environment.value(RecordingVariables.RECORD_BY) == RecordingRights.By.ADMIN && !operator) {
      notices.add(
          "RECORD_BY is admin, but neither ADMIN_TOKEN nor a key of JWTs is set: nobody may start a"
              + " recording.");
    }
    if (tokens.options().defaultRooms().patterns().contains("*")) {
      notices.add("JWT_DEFAULT_ROOMS opens every room to JWTs that name none.");
    }
    return notices;
  }
}
