package dev.sluice.server.room;

import dev.sluice.recorder.RecordingPort;
import java.util.Optional;
import java.util.function.Function;

/**
 * What records the rooms of this server.
 *
 * @param ports the recorder's port for a loop; empty where there is no recorder. Asked when a room
 *     appears, on any thread; the port itself is used on its loop only
 */
public record RoomRecorder(
    Function<RoomHome, Optional<RecordingPort>> ports, RecordingPolicy policy) {

  /** This server does not record. */
  public static final RoomRecorder NONE =
      new RoomRecorder(home -> Optional.empty(), RecordingPolicy.ON_REQUEST);
}
