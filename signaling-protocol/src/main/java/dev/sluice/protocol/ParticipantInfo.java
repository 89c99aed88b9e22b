package dev.sluice.protocol;

import java.util.List;
import java.util.Map;

/**
 * A participant as others see it.
 *
 * @param id unique in the room; the identity the client brought, or given out by the server
 * @param name for people; may be empty
 * @param metadata the application's own
 * @param connected false while only the grace time keeps it in the room
 */
public record ParticipantInfo(
    String id,
    String name,
    Map<String, String> metadata,
    boolean connected,
    List<TrackInfo> tracks) {

  public ParticipantInfo {
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    tracks = tracks == null ? List.of() : List.copyOf(tracks);
  }
}
