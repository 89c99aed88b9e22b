package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Request;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.util.Optional;

/** The names in paths and queries. */
public final class Names {

  private static final int LONGEST_DISPLAY_NAME = 128;

  private Names() {}

  /**
   * The room in the path.
   *
   * @throws WishRefusal 400 when it cannot be one's name
   */
  public static RoomId room(Request request) throws WishRefusal {
    String name = request.variable("room");
    if (!RoomId.isValid(name)) {
      throw WishRefusal.of(400, "invalid room name");
    }
    return new RoomId(name);
  }

  /**
   * The participant in the path, or else in the query.
   *
   * @throws WishRefusal 400 when it cannot be one's id
   */
  public static Optional<ParticipantId> participant(Request request) throws WishRefusal {
    Optional<String> id =
        request.optionalVariable("participant").or(() -> request.query("participant"));
    if (id.isPresent() && !RoomId.isValid(id.get())) {
      throw WishRefusal.of(400, "invalid participant name");
    }
    return id.map(ParticipantId::new);
  }

  /**
   * What people are to read, from the query.
   *
   * @throws WishRefusal 400 when it is too long
   */
  public static Optional<String> display(Request request) throws WishRefusal {
    Optional<String> name = request.query("name").map(String::strip);
    if (name.filter(text -> text.length() > LONGEST_DISPLAY_NAME).isPresent()) {
      throw WishRefusal.of(400, "a name has at most " + LONGEST_DISPLAY_NAME + " characters");
    }
    return name.filter(text -> !text.isEmpty());
  }
}
