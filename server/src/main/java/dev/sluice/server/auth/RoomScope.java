package dev.sluice.server.auth;

import dev.sluice.server.room.RoomId;

/** Which rooms grants are about. Immutable. */
@FunctionalInterface
public interface RoomScope {

  /** Every room there is or will be. */
  RoomScope ALL = room -> true;

  /** Just one. */
  static RoomScope of(RoomId only) {
    return only::equals;
  }

  boolean includes(RoomId room);
}
