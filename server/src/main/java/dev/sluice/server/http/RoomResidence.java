package dev.sluice.server.http;

import java.util.Optional;

/**
 * Says whether a request about a room is for this server, to a proxy that has several and asks them
 * one after the other. The proxy's header {@value #HEADER} is {@code here} at first, and only the
 * server answers where the room lives; when none does it is {@code new}, and the first answers that
 * takes new rooms. Each of the others says 502, upon which the proxy asks the next; a request
 * without the header, or from anybody but a trusted proxy, is for this server. So no proxy has to
 * remember which room is where, and no server knows another. Thread-safe.
 */
public final class RoomResidence {

  /** For a server that is alone. */
  public static final RoomResidence ALONE = new RoomResidence(room -> true, room -> true);

  static final String HEADER = "Sluice-Room";

  static final String HERE = "here";
  static final String NEW = "new";

  /** Which rooms there are. Thread-safe. */
  @FunctionalInterface
  public interface Residents {
    boolean has(String room);
  }

  /** Which may be entered, also those that are to be made for it. Thread-safe. */
  @FunctionalInterface
  public interface Vacancy {
    boolean takes(String room);
  }

  private final Residents residents;
  private final Vacancy vacancy;

  public RoomResidence(Residents residents, Vacancy vacancy) {
    this.residents = residents;
    this.vacancy = vacancy;
  }

  /** The answer when another server is to be asked; empty when the request is for this one. */
  Optional<Response> elsewhere(Route route, Request request) {
    Optional<String> question = request.header(HEADER);
    Optional<String> room = question.isEmpty() ? Optional.empty() : room(route, request);
    if (room.isEmpty() || isHere(route, room.get())) {
      return Optional.empty();
    }
    return switch (question.get()) {
      case HERE -> Optional.of(Response.error(502, "the room is not here"));
      case NEW ->
          vacancy.takes(room.get())
              ? Optional.empty()
              : Optional.of(Response.error(502, "this server does not take the room"));
      default -> Optional.empty();
    };
  }

  /** Who is in a room that moves ends here; who comes begins elsewhere. */
  private boolean isHere(Route route, String room) {
    return residents.has(room) && (route.limit() != Route.Limit.JOIN || vacancy.takes(room));
  }

  /** A WebSocket has it in the query: its path is the same for all. */
  private static Optional<String> room(Route route, Request request) {
    return route instanceof Route.Switch ? request.query("room") : request.optionalVariable("room");
  }
}
