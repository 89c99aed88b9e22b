package dev.sluice.server.http.admin;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Has the server take nobody in any more, while who is there may stay. Thread-safe; no blocking.
 */
public interface DrainControl {

  /** What it is about now. */
  State state();

  /**
   * Begins; again changes the reason.
   *
   * @return false when the server is going away, which nobody can order otherwise
   */
  boolean begin(String reason);

  /** Takes people in again; false when the server is going away. */
  boolean cancel();

  /**
   * Whether newcomers are refused.
   *
   * @param reason for people; empty while none are
   * @param since when; empty while none are
   */
  record State(Phase phase, String reason, Optional<Instant> since) {

    /** Everybody may come. */
    public static final State OPEN = new State(Phase.OPEN, "", Optional.empty());

    public State {
      Objects.requireNonNull(phase);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(since);
    }
  }

  /** How far it is. */
  enum Phase {
    OPEN,
    /** An operator has ordered it. */
    DRAINING,
    /** The process ends. */
    STOPPING
  }
}
