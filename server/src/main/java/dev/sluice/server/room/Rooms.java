package dev.sluice.server.room;

import java.util.List;
import java.util.Optional;

/** All rooms of this server. Thread-safe. */
public interface Rooms {

  /**
   * The room of this name, made if need be; it lingers a while even if nobody joins. Empty when it
   * is not {@link #takes taken}.
   */
  Optional<RoomHandle> open(RoomId id);

  /**
   * Whether there is a room of this name, or a place for one more. A server that drains has no
   * place for more, and takes none that is on its way elsewhere.
   */
  default boolean takes(RoomId id) {
    return true;
  }

  /** The room of this name, if it exists. */
  Optional<RoomHandle> find(RoomId id);

  /** The last snapshot of every room, at most a second old or so. */
  List<RoomStats> stats();
}
