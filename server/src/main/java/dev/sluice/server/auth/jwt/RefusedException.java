package dev.sluice.server.auth.jwt;

import dev.sluice.server.auth.Refusal;

/** A token opens nothing. Has no stack trace, since strangers can cause it. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  /**
   * @param reason for who looks for the fault; holds nothing of the token but names of claims
   */
  RefusedException(Refusal refusal, String reason) {
    super(reason, null, false, false);
    this.refusal = refusal;
  }

  /** It cannot be read, or says different things at once. */
  static RefusedException malformed(String reason) {
    return new RefusedException(Refusal.MALFORMED, reason);
  }

  Refusal refusal() {
    return refusal;
  }
}
