package dev.sluice.server.auth;

import java.util.Locale;

/**
 * Why a token opens nothing. The word of it is a metric's label and an audit log's; it is stable.
 */
public enum Refusal {
  /** None was shown where one is wanted. */
  MISSING(Kind.HONEST),
  /** It is none of those this server knows. */
  UNKNOWN(Kind.GUESS),
  /** It is good, but not for this room. */
  WRONG_ROOM(Kind.HONEST),
  /** It looks like a JWT, but is none that this server reads: its form, header or claims. */
  MALFORMED(Kind.GUESS),
  /** Its algorithm is none that the configured keys are for; {@code none} is one of those. */
  WRONG_ALGORITHM(Kind.GUESS),
  /** No key verifies it: it is forged, changed, or of another server. */
  BAD_SIGNATURE(Kind.GUESS),
  /** It names a key ({@code kid}) that this server has not, perhaps not yet or not any more. */
  UNKNOWN_KEY(Kind.HONEST),
  /** It is over ({@code exp}). */
  EXPIRED(Kind.HONEST),
  /** It lives longer than allowed: for ever, when it does not say. */
  TOO_LONG_LIVED(Kind.HONEST),
  /** It begins later ({@code nbf}, {@code iat}). */
  NOT_YET(Kind.HONEST),
  /** It is meant for somebody else ({@code aud}). */
  WRONG_AUDIENCE(Kind.HONEST),
  /** It is from somebody else ({@code iss}). */
  WRONG_ISSUER(Kind.HONEST),
  /** It was taken back by its id. */
  REVOKED(Kind.HONEST),
  /** Whom it names was thrown out of this room. */
  BARRED(Kind.HONEST),
  /** It was good for one entry, and that was made. */
  USED(Kind.HONEST),
  /** So many wrong tokens came from this address that none is looked at for a while. */
  LOCKED_OUT(Kind.HONEST),
  /** It cannot be decided now: keys are not there yet, or a bounded list is full. */
  UNAVAILABLE(Kind.HONEST);

  private enum Kind {
    HONEST,
    GUESS
  }

  private final Kind kind;

  Refusal(Kind kind) {
    this.kind = kind;
  }

  /** The reason in a metric or a log line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it opens no door, but need not end what came in through one. */
  public boolean ofEntryOnly() {
    return this == EXPIRED;
  }

  /** Whether who shows such a token may be trying what a right one is: for {@link GuessGuard}. */
  public boolean guess() {
    return kind == Kind.GUESS;
  }
}
