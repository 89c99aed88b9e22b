package dev.sluice.protocol;

import java.util.Map;

/**
 * The room that was joined.
 *
 * @param metadata the application's own
 * @param recording whether it is being recorded
 */
public record RoomInfo(String name, Map<String, String> metadata, RecordingInfo recording) {

  public RoomInfo {
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    recording = recording == null ? RecordingInfo.NONE : recording;
  }
}
