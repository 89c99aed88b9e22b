package dev.sluice.server.auth.jwt;

import java.util.List;

/** The keys there are. Thread-safe; answers from memory. */
interface KeySource {

  /** All keys as they are now. */
  List<VerificationKey> keys();

  /** Whether keys may come of which nothing is known yet. */
  default State state() {
    return State.COMPLETE;
  }

  /** A token named a key that is not there: perhaps there are newer ones. Returns at once. */
  default void onUnknownKey() {}

  /** What is known of the keys. */
  enum State {
    COMPLETE,
    /** Nothing could be fetched yet. */
    NOT_YET
  }
}
