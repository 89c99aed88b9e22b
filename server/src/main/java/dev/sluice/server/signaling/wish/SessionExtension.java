package dev.sluice.server.signaling.wish;

import dev.sluice.server.room.RoomEvent;
import java.util.List;
import java.util.Optional;

/**
 * What a protocol adds to its sessions, RFC 9725 section 4.9. It lives as long as its session, from
 * when that is open. Called on the session loop.
 */
public interface SessionExtension {

  /** Nothing. */
  SessionExtension NONE = new SessionExtension() {};

  /** The values of the {@code Link} headers that announce it. */
  default List<String> links() {
    return List.of();
  }

  /** What the room tells the session. */
  default void onEvent(RoomEvent event) {}

  /**
   * The session will end since this server goes away. May be called more than once.
   *
   * @param elsewhere the URL of the endpoint that stands in, where there is one
   * @return whether the client is told
   */
  default boolean onDrain(Optional<String> elsewhere) {
    return false;
  }

  /** The session is over. */
  default void onEnd() {}
}
