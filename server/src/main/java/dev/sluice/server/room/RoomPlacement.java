package dev.sluice.server.room;

/** Decides on which media loop a new room lives. Thread-safe. */
@FunctionalInterface
public interface RoomPlacement {

  RoomHome place(RoomId room);
}
