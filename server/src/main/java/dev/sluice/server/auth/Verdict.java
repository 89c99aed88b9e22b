package dev.sluice.server.auth;

import java.util.Optional;

/** What {@link Access} says to a token, or to its absence. */
public sealed interface Verdict {

  /** Yes, and that much. */
  record Granted(Grants grants) implements Verdict {}

  /** No. The client learns {@link Refusal#message} at most. */
  record Refused(Refusal refusal) implements Verdict {}

  /** The grants, if any. */
  default Optional<Grants> granted() {
    return this instanceof Granted granted ? Optional.of(granted.grants()) : Optional.empty();
  }
}
