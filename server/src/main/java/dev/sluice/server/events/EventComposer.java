package dev.sluice.server.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingId;
import dev.sluice.server.room.RoomOccurrence;
import dev.sluice.server.room.RoomOccurrence.RoomClosed;
import dev.sluice.server.room.RoomOccurrence.RoomOpened;
import dev.sluice.server.time.WallClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes events of what happens: numbers them, names the session of the room they belong to, and
 * writes their JSON. Owned by one thread.
 *
 * <p>A session is one life of a room, named by the id of its {@code room.started}; the events of a
 * session are numbered, so that who misses one can tell.
 */
final class EventComposer {

  /** Goes up when a field changes its meaning; new fields and new types do not count. */
  static final int VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final String run;
  private final WallClock wallClock;
  private final Function<RecordingId, Optional<String>> roomOf;
  private final Map<String, Session> sessions = new HashMap<>();
  private long number;

  /** One life of a room. */
  private static final class Session {
    private final String id;
    private boolean paused;
    private long sequence;

    private Session(String id) {
      this.id = id;
    }
  }

  /** What an event says besides what all say. */
  record Body(EventType type, Map<String, Object> data) {}

  /**
   * @param run stands in the ids of all events: another one for each start of a server
   * @param roomOf the room a recording is of
   */
  EventComposer(String run, WallClock wallClock, Function<RecordingId, Optional<String>> roomOf) {
    this.run = run;
    this.wallClock = wallClock;
    this.roomOf = roomOf;
  }

  ServerEvent compose(RoomOccurrence occurrence) {
    String room = occurrence.room().value();
    if (occurrence instanceof RoomOpened) {
      sessions.put(room, new Session(id(number + 1)));
    }
    Session session = sessions.get(room);
    boolean wasPaused = session != null && session.paused;
    Body body = RoomBodies.of(occurrence, wasPaused);
    if (session != null) {
      session.paused =
          body.type() == EventType.RECORDING_PAUSED
              || (wasPaused && !body.type().word().startsWith("recording."));
    }
    if (occurrence instanceof RoomClosed) {
      sessions.remove(room);
    }
    return event(body, room, Optional.ofNullable(session), occurrence.atNanos());
  }

  /** Empty for what is of no interest outside. */
  Optional<ServerEvent> compose(RecorderEvent event, long nowNanos) {
    return RecordingBodies.of(event)
        .map(
            body -> {
              String room = RecordingBodies.recording(event).flatMap(roomOf).orElse("");
              return event(body, room, Optional.empty(), nowNanos);
            });
  }

  private String id(long ofNumber) {
    return "evt_" + run + "_" + ofNumber;
  }

  private ServerEvent event(Body body, String room, Optional<Session> session, long atNanos) {
    number++;
    long millis = wallClock.epochNanos(atNanos) / NANOS_PER_MILLI;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id(number));
    json.put("type", body.type().word());
    json.put("version", VERSION);
    json.put("timestamp", Instant.ofEpochMilli(millis).toString());
    if (!room.isEmpty()) {
      json.put("room", room);
    }
    session.ifPresent(
        life -> {
          json.put("session", life.id);
          json.put("sequence", life.sequence++);
        });
    json.put("data", body.data());
    return new ServerEvent(number, id(number), body.type(), room, millis, text(json));
  }

  private static String text(Map<String, Object> json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers and maps can be written", e);
    }
  }
}
