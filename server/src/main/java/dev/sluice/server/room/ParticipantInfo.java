package dev.sluice.server.room;

import java.util.List;
import java.util.Map;

/**
 * A participant as others see it.
 *
 * @param name for people; at most 128 characters
 * @param metadata free text pairs of the application; bounded by {@link RoomOptions}
 * @param connected false while only a grace time keeps it in the room
 */
public record ParticipantInfo(
    ParticipantId id,
    String name,
    Map<String, String> metadata,
    boolean connected,
    List<TrackInfo> tracks) {

  public ParticipantInfo {
    metadata = Map.copyOf(metadata);
    tracks = List.copyOf(tracks);
  }
}
