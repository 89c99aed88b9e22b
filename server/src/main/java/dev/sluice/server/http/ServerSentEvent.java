package dev.sluice.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One event of a {@code text/event-stream}, HTML section 9.2. Its data stands in one {@code data}
 * line, as WHEP wants it.
 *
 * @param name what listeners are registered for
 * @param data without line ends
 * @param id what a client that comes back sends as {@code Last-Event-ID}
 */
public record ServerSentEvent(String name, String data, Optional<String> id) {

  /**
   * @throws IllegalArgumentException when a line end is in either: it would begin another field
   */
  public ServerSentEvent {
    if (name.isEmpty() || !isOneLine(name) || !isOneLine(data) || !isOneLine(id.orElse(""))) {
      throw new IllegalArgumentException("name and data of an event stand in one line each");
    }
  }

  /** Without an id. */
  public ServerSentEvent(String name, String data) {
    this(name, data, Optional.empty());
  }

  private static boolean isOneLine(String text) {
    return text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
  }

  byte[] encoded() {
    return (id.map(text -> "id: " + text + "\n").orElse("")
            + "event: "
            + name
            + "\ndata: "
            + data
            + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
