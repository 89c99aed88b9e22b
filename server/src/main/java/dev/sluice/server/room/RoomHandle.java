package dev.sluice.server.room;

import dev.sluice.server.ice.IceCandidate;
import java.util.List;

/** A room as other threads may use it. Thread-safe. */
public interface RoomHandle {

  RoomId id();

  /** Our candidates for peers of this room; they go into the answer. */
  List<IceCandidate> candidates();

  /**
   * Hands the command to the room's loop and returns at once. A room that has vanished meanwhile
   * rejects with {@link RoomErrorCode#ROOM_CLOSED}; open it again then.
   */
  void execute(RoomCommand command);
}
