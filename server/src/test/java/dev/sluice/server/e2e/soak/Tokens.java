package dev.sluice.server.e2e.soak;

import dev.sluice.server.auth.jwt.JwtVerifier;
import dev.sluice.server.auth.jwt.TokenMinter;
import dev.sluice.server.auth.jwt.TokenMinter.MintException;
import dev.sluice.server.config.AccessConfig;
import dev.sluice.server.config.Environment;
import dev.sluice.server.config.SignedTokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

/** Makes tokens as a backend does that shares a secret with the server. Thread-safe. */
final class Tokens {

  static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

  private final String secret;
  private final TokenMinter minter;

  Tokens() {
    SecureRandom random = new SecureRandom();
    byte[] key = new byte[32];
    random.nextBytes(key);
    secret = Base64.getEncoder().encodeToString(key);
    SignedTokens tokens = AccessConfig.signedTokens(Environment.of(Map.of("JWT_SECRET", secret)));
    InstantSource clock = InstantSource.system();
    minter =
        new TokenMinter(
            tokens.signer().orElseThrow(),
            new JwtVerifier(tokens.keys(), tokens.options(), clock),
            tokens.options(),
            clock,
            random);
  }

  /** What the server needs to know. */
  String secret() {
    return secret;
  }

  /** Who may publish, watch and record in a room for two minutes. */
  String of(String room, String identity) {
    return of(room, identity, LONG_ENOUGH);
  }

  /** For anybody who wants to be in a room, for a given time. */
  String of(String room, Duration lifetime) {
    try {
      return minter.mint(Map.of("room", room), lifetime).token();
    } catch (MintException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Of somebody, for a given time. */
  String of(String room, String identity, Duration lifetime) {
    try {
      return minter
          .mint(Map.of("room", room, "identity", identity, "record", true), lifetime)
          .token();
    } catch (MintException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
