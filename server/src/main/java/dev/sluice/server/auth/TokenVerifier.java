package dev.sluice.server.auth;

/**
 * Reads tokens that carry their grants themselves. Thread-safe; decides at once, from what is in
 * memory.
 */
public interface TokenVerifier {

  /** What a token is worth, whatever the room. */
  sealed interface Outcome {}

  /**
   * It is genuine and holds now.
   *
   * @param tokenId names it; no two tokens have the same
   */
  record Genuine(Grants grants, String tokenId, Uses uses) implements Outcome {}

  /** It is not, for this reason. */
  record Rejected(Refusal refusal) implements Outcome {}

  /** How often somebody may come in with a token. */
  enum Uses {
    MANY,
    ONE
  }

  /** Whether this looks like such a token at all; a fixed token does not. */
  boolean recognises(String token);

  /** Reads a token; never throws. */
  Outcome verify(String token);
}
