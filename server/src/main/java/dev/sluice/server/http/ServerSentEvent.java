package dev.sluice.server.http;

import java.nio.charset.StandardCharsets;

/**
 * One event of a {@code text/event-stream}, HTML section 9.2. Its data stands in one {@code data}
 * line, as WHEP wants it.
 *
 * @param name what listeners are registered for
 * @param data without line ends
 */
public record ServerSentEvent(String name, String data) {

  /**
   * @throws IllegalArgumentException when a line end is in either: it would begin another field
   */
  public ServerSentEvent {
    if (name.isEmpty() || !isOneLine(name) || !isOneLine(data)) {
      throw new IllegalArgumentException("name and data of an event stand in one line each");
    }
  }

  private static boolean isOneLine(String text) {
    return text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
  }

  byte[] encoded() {
    return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }
}
