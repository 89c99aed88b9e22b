package dev.sluice.server.room;

import java.util.Optional;

/**
 * Keeps out who was thrown out. Asked on the rooms' loops at the moment of a join, so that nobody
 * slips in who was admitted just before; must not block. Thread-safe.
 */
@FunctionalInterface
public interface RoomGuard {

  /** Keeps out nobody. */
  RoomGuard NONE = (room, participant, tokenId) -> false;

  /**
   * Whether this one is not to come in.
   *
   * @param participant the id it asks for
   * @param tokenId of the token it comes with
   */
  boolean bars(RoomId room, ParticipantId participant, Optional<String> tokenId);
}
