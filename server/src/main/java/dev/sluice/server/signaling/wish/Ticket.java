package dev.sluice.server.signaling.wish;

import dev.sluice.server.room.JoinListener;
import java.net.URI;
import java.util.Optional;

/**
 * What a session is given when it is asked for.
 *
 * @param id its secret id
 * @param joining hears how its join goes on
 * @param standIn the node that takes its client when this server goes away, where there is one
 */
record Ticket(String id, JoinListener joining, Optional<URI> standIn) {

  /** So much of an id may be shown: whoever knows all of it may end the session. */
  private static final int SHOWN_ID_CHARS = 6;

  /** What the session of this id is called in logs and traces. */
  static String shown(String id) {
    return id.substring(0, SHOWN_ID_CHARS);
  }
}
