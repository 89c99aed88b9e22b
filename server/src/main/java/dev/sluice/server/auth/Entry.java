package dev.sluice.server.auth;

import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.util.Optional;

/**
 * Somebody at the door of a room.
 *
 * @param token as shown; never logged
 * @param identity under which it wants to come in; empty when the server is to choose
 */
public record Entry(RoomId room, Optional<String> token, Optional<ParticipantId> identity) {

  /** Without a wish for an identity. */
  public static Entry of(RoomId room, Optional<String> token) {
    return new Entry(room, token, Optional.empty());
  }

  /** Tells nothing of the token. */
  @Override
  public String toString() {
    return "Entry[room=%s, token=%b, identity=%s]".formatted(room, token.isPresent(), identity);
  }
}
