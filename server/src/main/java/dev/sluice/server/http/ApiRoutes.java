package dev.sluice.server.http;

import dev.sluice.protocol.IceServer;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.Verdict;
import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomStats.ParticipantStats;
import dev.sluice.server.room.Rooms;
import dev.sluice.server.room.TrackInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What pages and programs ask and order over HTTP. */
public final class ApiRoutes {

  private ApiRoutes() {}

  /**
   * What the pages must know before they connect.
   *
   * @param features by name, whether they are there
   */
  public record Bootstrap(AuthMode auth, RecordMode record, Map<String, Boolean> features) {
    /** Whether rooms want tokens. */
    public enum AuthMode {
      OPEN,
      TOKENS
    }

    /** Whether this server records. */
    public enum RecordMode {
      OFF,
      ON
    }

    public Bootstrap {
      features = Map.copyOf(features);
    }
  }

  /**
   * {@code GET /api/bootstrap}. Servers with credentials are told only to callers with a token,
   * when there are tokens.
   *
   * @param iceServers asked at each request, since credentials are short-lived
   */
  public static List<Route> bootstrap(
      Bootstrap bootstrap, Supplier<List<IceServer>> iceServers, Access access) {
    return List.of(
        Route.limited(
            "GET",
            "/api/bootstrap",
            request -> {
              boolean open = bootstrap.auth() == Bootstrap.AuthMode.OPEN;
              Optional<Verdict> shown =
                  request.token().map(token -> access.identify(Optional.of(token)));
              boolean trusted = open || shown.flatMap(Verdict::granted).isPresent();
              Map<String, Object> body = new LinkedHashMap<>();
              body.put("authEnabled", !open);
              body.put("recordEnabled", bootstrap.record() == Bootstrap.RecordMode.ON);
              body.put(
                  "iceServers",
                  iceServers.get().stream()
                      .filter(server -> trusted || server.credential().isEmpty())
                      .map(ApiRoutes::iceServer)
                      .toList());
              body.put("features", bootstrap.features());
              Response response = Response.json(200, body);
              // what is told tells whether the token is right
              boolean guessed = !trusted && shown.filter(ApiRoutes::isGuess).isPresent();
              return (guessed ? response.afterWrongToken() : response).completed();
            }));
  }

  private static boolean isGuess(Verdict verdict) {
    return verdict instanceof Verdict.Refused refused && refused.refusal().guess();
  }

  private static Map<String, Object> iceServer(IceServer server) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("urls", server.urls());
    server.username().ifPresent(username -> json.put("username", username));
    server.credential().ifPresent(credential -> json.put("credential", credential));
    return json;
  }

  /** {@code GET /api/rooms} and, for those the room would admit, {@code GET /api/rooms/{room}}. */
  public static List<Route> rooms(Rooms rooms, Access access) {
    return List.of(
        Route.limited(
            "GET",
            "/api/rooms",
            request ->
                Response.json(
                        200,
                        rooms.stats().stream()
                            .map(RoomStats::shown)
                            .map(ApiRoutes::summary)
                            .toList())
                    .completed()),
        Route.limited(
            "GET",
            "/api/rooms/{room}",
            request -> inRoom(request, room -> details(rooms, room, access, request)).completed()));
  }

  private static Response inRoom(Request request, Function<RoomId, Response> answer) {
    String name = request.variable("room");
    return RoomId.isValid(name)
        ? answer.apply(new RoomId(name))
        : Response.error(400, "invalid room name");
  }

  private static Response details(Rooms rooms, RoomId room, Access access, Request request) {
    if (!access.admits(room, request.token())) {
      return unauthorized();
    }
    return rooms.stats().stream()
        .filter(stats -> stats.id().equals(room))
        .findFirst()
        .map(RoomStats::shown)
        .map(
            stats -> {
              Map<String, Object> body = summary(stats);
              body.put("members", stats.members().stream().map(ApiRoutes::member).toList());
              return Response.json(200, body);
            })
        .orElseGet(() -> Response.error(404, "not found"));
  }

  private static Map<String, Object> summary(RoomStats stats) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", stats.id().value());
    json.put("hasPublisher", stats.publications() > 0);
    json.put("tracks", stats.publications());
    json.put("subscribers", stats.subscribers());
    json.put("viewers", stats.count(Role.VIEWER));
    json.put("participants", stats.present());
    json.put("recording", stats.recording().state().wireName());
    return json;
  }

  private static Map<String, Object> member(ParticipantStats participant) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", participant.id().value());
    json.put("name", participant.name());
    json.put("role", participant.role().word());
    json.put("signalingConnected", participant.signalingConnected());
    json.put("mediaConnected", participant.mediaConnected());
    json.put("subscriptions", participant.subscriptions());
    json.put("tracks", participant.tracks().stream().map(ApiRoutes::track).toList());
    return json;
  }

  private static Map<String, Object> track(TrackInfo track) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", track.id().value());
    json.put("kind", track.kind().name().toLowerCase(Locale.ROOT));
    json.put("source", track.source().name().toLowerCase(Locale.ROOT));
    json.put("codec", track.codec().encodingName().toLowerCase(Locale.ROOT));
    json.put("label", track.label());
    json.put("muted", track.muted());
    json.put("mutedByOperator", track.mutedByOperator());
    json.put("simulcast", track.simulcast());
    return json;
  }

  /** The answer to who shows no token that is good for anything. */
  public static Response unauthorized() {
    return Response.error(401, "unauthorized").with("WWW-Authenticate", "Bearer");
  }
}
