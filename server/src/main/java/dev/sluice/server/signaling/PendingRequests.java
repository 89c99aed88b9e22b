package dev.sluice.server.signaling;

import dev.sluice.server.room.RoomEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Requests a room has not answered yet. They are numbered anew, since clients may number as they
 * like. Not thread-safe.
 */
final class PendingRequests {

  private record Request(Runnable onAccepted, Predicate<RoomEvent.Rejected> onRejected) {}

  private final int limit;
  private final Map<Long, Request> requests = new HashMap<>();
  private long lastId;

  PendingRequests(int limit) {
    this.limit = limit;
  }

  boolean full() {
    return requests.size() >= limit;
  }

  /**
   * Remembers a request and gives the id that the room is to repeat.
   *
   * @param onRejected tells whether that was the final answer; if not, the request goes on waiting
   */
  long add(Runnable onAccepted, Predicate<RoomEvent.Rejected> onRejected) {
    requests.put(++lastId, new Request(onAccepted, onRejected));
    return lastId;
  }

  /** An answer nobody waits for any more is passed over, here as below. */
  void accepted(long id) {
    Request request = requests.remove(id);
    if (request != null) {
      request.onAccepted().run();
    }
  }

  void rejected(RoomEvent.Rejected rejected) {
    Request request = requests.get(rejected.requestId());
    if (request != null && request.onRejected().test(rejected)) {
      requests.remove(rejected.requestId());
    }
  }

  /** Nobody waits any more. */
  void clear() {
    requests.clear();
  }
}
