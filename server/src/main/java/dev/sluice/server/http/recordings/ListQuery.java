package dev.sluice.server.http.recordings;

import dev.sluice.recorder.library.RecordingQuery;
import dev.sluice.recorder.library.RecordingSummary;
import dev.sluice.server.http.Request;
import dev.sluice.server.room.RoomId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a client asks of the list.
 *
 * @param asked the parameters that a next page repeats
 */
record ListQuery(
    RecordingQuery query,
    View view,
    int limit,
    Optional<ListCursor> after,
    Map<String, String> asked) {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  private static final int MAX_TEXT = 256;

  /** What the list is of. */
  enum View {
    FILES,
    RECORDINGS
  }

  /** A parameter has no meaning; the message is for the client. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  /**
   * Reads the parameters.
   *
   * @param rooms whose recordings the client may see
   */
  static ListQuery of(Request request, Predicate<String> rooms) throws Refusal {
    Map<String, String> asked = new LinkedHashMap<>();
    for (String name : new String[] {"view", "room", "participant", "from", "to", "state"}) {
      request.query(name).filter(text -> !text.isEmpty()).ifPresent(text -> asked.put(name, text));
    }
    Optional<String> room = Optional.ofNullable(asked.get("room"));
    if (room.isPresent() && !RoomId.isValid(room.get())) {
      throw new Refusal("invalid room name");
    }
    Optional<String> participant = Optional.ofNullable(asked.get("participant"));
    if (participant.isPresent() && participant.get().length() > MAX_TEXT) {
      throw new Refusal("invalid participant");
    }
    int limit = limit(request.query("limit"));
    asked.put("limit", Integer.toString(limit));
    return new ListQuery(
        new RecordingQuery(
            rooms,
            room,
            time(asked, "from"),
            time(asked, "to"),
            constant(asked, "state", RecordingSummary.Status.class),
            participant),
        constant(asked, "view", View.class).orElse(View.FILES),
        limit,
        after(request.query("after").filter(text -> !text.isEmpty())),
        asked);
  }

  private static int limit(Optional<String> text) throws Refusal {
    if (text.isEmpty()) {
      return DEFAULT_LIMIT;
    }
    if (!text.get().matches("[0-9]{1,4}")) {
      throw new Refusal("invalid limit");
    }
    int limit = Integer.parseInt(text.get());
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new Refusal("invalid limit");
    }
    return limit;
  }

  private static Optional<ListCursor> after(Optional<String> text) throws Refusal {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<ListCursor> cursor = ListCursor.parse(text.get());
    if (cursor.isEmpty()) {
      throw new Refusal("invalid after");
    }
    return cursor;
  }

  private static Optional<Instant> time(Map<String, String> asked, String name) throws Refusal {
    if (!asked.containsKey(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(asked.get(name)).toInstant());
    } catch (DateTimeException e) {
      throw new Refusal("invalid " + name);
    }
  }

  private static <E extends Enum<E>> Optional<E> constant(
      Map<String, String> asked, String name, Class<E> type) throws Refusal {
    if (!asked.containsKey(name)) {
      return Optional.empty();
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(asked.get(name))) {
        return Optional.of(constant);
      }
    }
    throw new Refusal("invalid " + name);
  }

  /** The target of the page that begins at {@code next}. */
  String target(ListCursor next) {
    StringBuilder target = new StringBuilder("/api/records?");
    asked.forEach(
        (name, value) ->
            target
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&'));
    return target.append("after=").append(next.text()).toString();
  }
}
