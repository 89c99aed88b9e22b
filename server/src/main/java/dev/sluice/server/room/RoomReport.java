package dev.sluice.server.room;

import java.util.List;
import java.util.Map;

/**
 * All there is to say about a room at one moment, for people who look into it. Others read a {@link
 * RoomStats}, which costs the room nothing.
 *
 * @param takenNanos when, on the server's monotonic clock
 * @param metadata of the room
 * @param members those asked for, viewers last, otherwise in the order they came; not more than
 *     {@link #MOST_MEMBERS}, so that the room's loop is soon back at its media
 * @param inAll how many there are
 */
public record RoomReport(
    RoomId room,
    long takenNanos,
    RecordingInfo recording,
    Map<String, String> metadata,
    List<MemberReport> members,
    int inAll) {

  /** Each takes about ten microseconds. */
  public static final int MOST_MEMBERS = 200;

  public RoomReport {
    metadata = Map.copyOf(metadata);
    members = List.copyOf(members);
  }
}
