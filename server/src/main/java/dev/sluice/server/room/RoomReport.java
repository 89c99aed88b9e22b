package dev.sluice.server.room;

import java.util.List;
import java.util.Map;

/**
 * All there is to say about a room at one moment, for people who look into it. Others read a {@link
 * RoomStats}, which costs the room nothing.
 *
 * @param takenNanos when, on the server's monotonic clock
 * @param metadata of the room
 * @param members those asked for, in the order they came
 */
public record RoomReport(
    RoomId room,
    long takenNanos,
    RecordingInfo recording,
    Map<String, String> metadata,
    List<MemberReport> members) {

  public RoomReport {
    metadata = Map.copyOf(metadata);
    members = List.copyOf(members);
  }
}
