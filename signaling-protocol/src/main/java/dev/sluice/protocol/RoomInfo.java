package dev.sluice.protocol;

import java.util.Map;

/**
 * The room that was joined.
 *
 * @param metadata the application's own
 */
public record RoomInfo(String name, Map<String, String> metadata) {

  public RoomInfo {
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
  }
}
