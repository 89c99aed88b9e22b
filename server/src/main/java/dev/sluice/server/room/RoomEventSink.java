package dev.sluice.server.room;

/** Hears a room's events for one participant. Called on the room's loop: must return at once. */
@FunctionalInterface
public interface RoomEventSink {

  void onEvent(RoomEvent event);
}
