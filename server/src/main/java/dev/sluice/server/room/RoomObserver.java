package dev.sluice.server.room;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what happens in all rooms, in each room's order. Called on the room's loop, which it must
 * neither keep waiting nor surprise with an exception; rooms on other loops call at the same time.
 */
@FunctionalInterface
public interface RoomObserver {

  /** Cares for nothing. */
  RoomObserver NONE = occurrence -> {};

  void onOccurrence(RoomOccurrence occurrence);

  /**
   * Tells all of them; what one of them throws is logged and harms neither the others nor rooms.
   */
  static RoomObserver all(List<RoomObserver> observers) {
    List<RoomObserver> fixed = List.copyOf(observers);
    Logger log = LoggerFactory.getLogger(RoomObserver.class);
    return occurrence -> {
      for (RoomObserver observer : fixed) {
        try {
          observer.onOccurrence(occurrence);
        } catch (RuntimeException e) {
          log.error("cannot tell {} of {}", observer.getClass().getSimpleName(), occurrence, e);
        }
      }
    };
  }
}
