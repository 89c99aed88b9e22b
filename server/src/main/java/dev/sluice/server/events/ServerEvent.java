package dev.sluice.server.events;

import java.util.Objects;

/**
 * One event as it is told outside.
 *
 * @param number counts all events of this run of the server, from 1
 * @param id unique among all runs
 * @param room the room's name; empty when the event is about none
 * @param epochMillis when it happened, in milliseconds since the Unix epoch
 * @param json all of it in one line
 */
public record ServerEvent(
    long number, String id, EventType type, String room, long epochMillis, String json) {

  public ServerEvent {
    Objects.requireNonNull(id);
    Objects.requireNonNull(type);
    Objects.requireNonNull(room);
    Objects.requireNonNull(json);
  }
}
