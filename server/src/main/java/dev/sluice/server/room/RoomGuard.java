package dev.sluice.server.room;

/**
 * Keeps out who was thrown out. Asked on the rooms' loops at the moment of a join, and of a new
 * token, so that nobody slips in who was admitted just before; must not block. Thread-safe.
 */
@FunctionalInterface
public interface RoomGuard {

  /** Keeps out nobody. */
  RoomGuard NONE = (room, participant, entitlement) -> false;

  /**
   * Whether this one is not to come in, or to stay.
   *
   * @param participant the id it has, or asks for
   * @param entitlement what it comes with
   */
  boolean bars(RoomId room, ParticipantId participant, Entitlement entitlement);
}
