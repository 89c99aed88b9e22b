package dev.sluice.server.config;

import dev.sluice.server.auth.jwt.JwksOptions;
import dev.sluice.server.auth.jwt.JwtKeys;
import dev.sluice.server.auth.jwt.JwtOptions;
import dev.sluice.server.auth.jwt.TokenSigner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that carry their grants: what checks and makes them, and what is remembered of them.
 *
 * @param keys that are known from the start
 * @param provider of further keys
 * @param signer of tokens that this server makes
 * @param summary of all this without secrets, for people; empty when there are no such tokens
 * @param apiKeys by name
 * @param longest that a token lives which a backend asks for
 */
public record SignedTokens(
    JwtKeys keys,
    Optional<JwksOptions> provider,
    JwtOptions options,
    Optional<TokenSigner> signer,
    String summary,
    Map<String, String> apiKeys,
    Duration longest,
    Optional<Path> denyList,
    Optional<Path> auditLog) {

  public SignedTokens {
    apiKeys = Map.copyOf(apiKeys);
  }

  /** Whether such tokens are taken. */
  public boolean enabled() {
    return !summary.isEmpty();
  }

  /** Tells no secret. */
  @Override
  public String toString() {
    return "SignedTokens[" + summary + "]";
  }
}
