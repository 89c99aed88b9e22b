package dev.sluice.server.auth;

import java.util.Locale;

/**
 * Why a token opens nothing. The word of it is a metric's label and an audit log's; it is stable.
 */
public enum Refusal {
  /** None was shown where one is wanted. */
  MISSING,
  /** It is none of those this server knows. */
  UNKNOWN,
  /** It is good, but not for this room. */
  WRONG_ROOM;

  /** The reason in a metric or a log line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
