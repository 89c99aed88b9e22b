package dev.sluice.server.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFilterTest {

  @Test
  void readsNamesAndFamilies() {
    assertEquals(
        Set.of(EventType.ROOM_STARTED, EventType.ROOM_FINISHED, EventType.TRACK_MUTED),
        EventFilter.parse("room.*, track.muted").types());
    assertEquals(EventFilter.ALL, EventFilter.parse("*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "room", "room.*,", "room.starts", "*.started", ".*"})
  void whatIsNoEventsNameIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> EventFilter.parse(text));
  }
}
