package dev.sluice.server.room;

import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says for machines what a log line is about: with {@code LOG_FORMAT=json} these are fields of the
 * line, whose text for people stays the same. The names never change.
 */
public final class LogFields {

  public static final String ROOM = "room";
  public static final String PARTICIPANT = "participant";
  public static final String SESSION = "session";
  public static final String TRACE_ID = "trace_id";
  public static final String SPAN_ID = "span_id";

  private LogFields() {}

  /** A line about a room. */
  public static LoggingEventBuilder of(LoggingEventBuilder line, RoomId room) {
    return line.addKeyValue(ROOM, room.value());
  }

  /** A line about somebody in a room, or who wants in. */
  public static LoggingEventBuilder of(
      LoggingEventBuilder line, RoomId room, ParticipantId participant, JoinIds ids) {
    return of(of(line, room), participant, ids);
  }

  /** A line about somebody. */
  public static LoggingEventBuilder of(
      LoggingEventBuilder line, ParticipantId participant, JoinIds ids) {
    LoggingEventBuilder fields = line.addKeyValue(PARTICIPANT, participant.value());
    if (!ids.session().isEmpty()) {
      fields = fields.addKeyValue(SESSION, ids.session());
    }
    if (ids.traced()) {
      fields = fields.addKeyValue(TRACE_ID, ids.traceId()).addKeyValue(SPAN_ID, ids.spanId());
    }
    return fields;
  }
}
