package dev.sluice.server.signaling.wish;

import dev.sluice.server.room.JoinListener;

/**
 * What a session is given when it is asked for.
 *
 * @param id its secret id
 * @param joining hears how its join goes on
 */
record Ticket(String id, JoinListener joining) {

  /** So much of an id may be shown: whoever knows all of it may end the session. */
  private static final int SHOWN_ID_CHARS = 6;

  /** What the session of this id is called in logs and traces. */
  static String shown(String id) {
    return id.substring(0, SHOWN_ID_CHARS);
  }
}
