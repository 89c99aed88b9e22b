package dev.sluice.server.auth;

import java.util.Optional;

/** What {@link Access} says to a token, or to its absence. */
public sealed interface Verdict {

  /** Yes, and that much. */
  record Granted(Grants grants) implements Verdict {}

  /**
   * No. The client learns no more than that its token does not count here, or is over.
   *
   * @param retryNanos after which the same may be asked again; 0 when it is not known
   */
  record Refused(Refusal refusal, long retryNanos) implements Verdict {

    /** Not for a while only. */
    public Refused(Refusal refusal) {
      this(refusal, 0);
    }
  }

  /** The grants, if any. */
  default Optional<Grants> granted() {
    return this instanceof Granted granted ? Optional.of(granted.grants()) : Optional.empty();
  }
}
