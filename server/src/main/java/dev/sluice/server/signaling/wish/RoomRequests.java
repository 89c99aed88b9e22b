package dev.sluice.server.signaling.wish;

import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What a session has asked of its room and not heard about yet. Not thread-safe. */
final class RoomRequests {

  private final Map<Long, Consumer<Optional<RoomEvent.Rejected>>> waiting = new HashMap<>();
  private long lastId;

  /**
   * Remembers a request and gives the id that the room is to repeat.
   *
   * @param onAnswer called once; with nothing when the room did it
   */
  long ask(Consumer<Optional<RoomEvent.Rejected>> onAnswer) {
    waiting.put(++lastId, onAnswer);
    return lastId;
  }

  /** An answer nobody waits for any more is passed over, here as below. */
  void accepted(long id) {
    answer(id, Optional.empty());
  }

  void rejected(RoomEvent.Rejected rejected) {
    answer(rejected.requestId(), Optional.of(rejected));
  }

  /** Nothing more will be heard. */
  void endAll(RoomErrorCode code, String why) {
    for (long id : Set.copyOf(waiting.keySet())) {
      rejected(new RoomEvent.Rejected(id, code, why));
    }
  }

  private void answer(long id, Optional<RoomEvent.Rejected> outcome) {
    Consumer<Optional<RoomEvent.Rejected>> onAnswer = waiting.remove(id);
    if (onAnswer != null) {
      onAnswer.accept(outcome);
    }
  }
}
