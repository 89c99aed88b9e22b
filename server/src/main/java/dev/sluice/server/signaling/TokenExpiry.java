package dev.sluice.server.signaling;

import java.time.InstantSource;
import java.util.Objects;

/**
 * What the end of a token means for those who came in with it.
 *
 * @param endsSessions whether they have to go; otherwise it governs entering only
 * @param clock by which tokens end
 */
public record TokenExpiry(boolean endsSessions, InstantSource clock) {

  /** Tokens open doors; who is in may stay. */
  public static final TokenExpiry OF_ENTRY = new TokenExpiry(false, InstantSource.system());

  public TokenExpiry {
    Objects.requireNonNull(clock);
  }
}
