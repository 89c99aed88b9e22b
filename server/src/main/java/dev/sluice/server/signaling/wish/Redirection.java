package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Request;
import dev.sluice.server.room.RoomId;
import java.net.URI;
import java.util.Optional;

/** Sends clients to the node that takes them. RFC 9725 section 4.5. */
final class Redirection {

  private Redirection() {}

  /**
   * @param turnedAway whether this server, which drains, does not take the room
   * @throws WishRefusal 307 when the room lives elsewhere or this server drains and has a stand-in;
   *     503 when it drains and has none
   */
  static void check(WishOptions options, RoomId room, Request request, boolean turnedAway)
      throws WishRefusal {
    Optional<URI> elsewhere =
        options
            .redirects()
            .find(room)
            .or(() -> turnedAway ? options.drainRedirect() : Optional.empty());
    if (elsewhere.isPresent()) {
      throw WishRefusal.redirect(elsewhere.get() + request.targetWithoutToken());
    }
    if (turnedAway) {
      throw WishRefusal.retry(
          503, "the server takes nobody in any more", RoomAnswers.DRAINING_SECONDS);
    }
  }
}
