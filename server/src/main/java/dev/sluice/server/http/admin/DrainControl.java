package dev.sluice.server.http.admin;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Has the server take no more rooms in, and have those that are here end or go. Thread-safe; no
 * blocking.
 */
public interface DrainControl {

  /** What it is about now. */
  State state();

  /**
   * Begins; again, the new order takes the place of the former.
   *
   * @return false when the server is going away, which nobody can order otherwise
   */
  boolean begin(Order order);

  /** Takes people in again; false when the server is going away. */
  boolean cancel();

  /**
   * What an operator wants.
   *
   * @param reason for people
   * @param within how long it may take to move all rooms, in nanoseconds; empty when they may end
   *     by themselves
   */
  record Order(String reason, Optional<Long> within) {}

  /**
   * Whether newcomers are refused.
   *
   * @param reason for people; empty while none are
   * @param since when; empty while none are
   * @param deadline when the last room is moved; empty when rooms may end by themselves
   */
  record State(Phase phase, String reason, Optional<Instant> since, Optional<Instant> deadline) {

    /** Everybody may come. */
    public static final State OPEN = new State(Phase.OPEN, "", Optional.empty(), Optional.empty());

    public State {
      Objects.requireNonNull(phase);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(since);
      Objects.requireNonNull(deadline);
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
