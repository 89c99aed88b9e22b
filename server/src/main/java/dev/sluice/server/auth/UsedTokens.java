package dev.sluice.server.auth;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tokens that were good for one entry and are used up, each until it is over anyhow. When as many
 * are remembered as can be, no further one is taken: none is forgotten before its time.
 * Thread-safe.
 */
final class UsedTokens {

  private static final int MAX_TOKENS = 100_000;

  private final InstantSource clock;
  private final int maxTokens;
  private final Map<String, Instant> used = new HashMap<>();

  UsedTokens(InstantSource clock) {
    this(clock, MAX_TOKENS);
  }

  UsedTokens(InstantSource clock, int maxTokens) {
    this.clock = Objects.requireNonNull(clock);
    this.maxTokens = maxTokens;
  }

  enum Outcome {
    FIRST_USE,
    USED_BEFORE,
    FULL
  }

  /** Uses a token up. */
  synchronized Outcome use(String tokenId, Instant until) {
    if (used.containsKey(tokenId)) {
      return Outcome.USED_BEFORE;
    }
    if (used.size() >= maxTokens) {
      Instant now = clock.instant();
      used.values().removeIf(end -> !end.isAfter(now));
      if (used.size() >= maxTokens) {
        return Outcome.FULL;
      }
    }
    used.put(tokenId, until);
    return Outcome.FIRST_USE;
  }
}
