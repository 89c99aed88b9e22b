package dev.sluice.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.server.room.RecordingAction;
import dev.sluice.server.room.RecordingAnswer;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.Rooms;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * {@code /api/admin/rooms/{room}/recording}: whether a room is recorded, and the operator's orders
 * about it, {@code {"action": "start|stop|pause|resume", "mode": "participant|track"}}.
 */
final class RoomRecordingRoutes {

  private static final String PATH = "/api/admin/rooms/{room}/recording";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 4096;

  /** A loop that takes longer is overloaded; what was ordered may still happen. */
  private static final long ROOM_TIMEOUT_SECONDS = 5;

  private RoomRecordingRoutes() {}

  /**
   * @param guard lets nobody but the operator through
   */
  static List<Route> of(Rooms rooms, AdminGuard guard) {
    return List.of(
        Route.limited("GET", PATH, guard.around((request, room) -> state(rooms, room))),
        Route.limited("POST", PATH, guard.around((request, room) -> order(rooms, room, request))));
  }

  private static CompletionStage<Response> state(Rooms rooms, RoomId room) {
    return rooms.stats().stream()
        .filter(stats -> stats.id().equals(room))
        .map(RoomStats::recording)
        .findFirst()
        .map(recording -> Response.json(200, describe(recording)))
        .orElseGet(RoomRecordingRoutes::notFound)
        .completed();
  }

  private static CompletionStage<Response> order(Rooms rooms, RoomId room, Request request) {
    Order order;
    try {
      order = Order.parse(request);
    } catch (IllegalArgumentException e) {
      return Response.error(400, e.getMessage()).completed();
    }
    Optional<RoomHandle> handle = rooms.find(room);
    if (handle.isEmpty()) {
      return notFound().completed();
    }
    CompletableFuture<Response> response = new CompletableFuture<>();
    handle
        .get()
        .execute(
            new RoomCommand.OrderRecording(
                order.action(), order.mode(), answer -> response.complete(respond(answer))));
    return response.completeOnTimeout(
        Response.error(503, "the room did not answer"), ROOM_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static Response respond(RecordingAnswer answer) {
    if (answer instanceof RecordingAnswer.Done done) {
      Map<String, Object> body = describe(done.recording());
      body.put("changed", done.changed());
      return Response.json(200, body);
    }
    RecordingAnswer.Refused refused = (RecordingAnswer.Refused) answer;
    return Response.error(status(refused.code()), refused.message());
  }

  private static int status(RoomErrorCode code) {
    return switch (code) {
      case ROOM_CLOSED -> 404;
      case NOT_RECORDING -> 409;
      case RECORDING_UNAVAILABLE -> 503;
      default -> 500;
    };
  }

  private static Map<String, Object> describe(RecordingInfo recording) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("state", recording.state().wireName());
    recording.id().ifPresent(id -> json.put("id", id.value()));
    if (recording.sinceMillis() != 0) {
      json.put("since", recording.sinceMillis());
    }
    if (!recording.by().isEmpty()) {
      json.put("by", recording.by());
    }
    recording
        .reason()
        .ifPresent(reason -> json.put("reason", reason.name().toLowerCase(Locale.ROOT)));
    return json;
  }

  private static Response notFound() {
    return Response.error(404, "not found");
  }

  /** What is ordered. */
  private record Order(RecordingAction action, Optional<RecordingMode> mode) {

    /**
     * @throws IllegalArgumentException with a sentence for who asked
     */
    static Order parse(Request request) {
      JsonNode body;
      try {
        body = request.body().length > MOST_BYTES ? null : JSON.readTree(request.body());
      } catch (IOException e) {
        body = null;
      }
      if (body == null || !body.isObject()) {
        throw new IllegalArgumentException("the body must be a JSON object");
      }
      return new Order(action(body.path("action").asText()), mode(body.path("mode")));
    }

    private static RecordingAction action(String name) {
      return switch (name) {
        case "start" -> RecordingAction.START;
        case "stop" -> RecordingAction.STOP;
        case "pause" -> RecordingAction.PAUSE;
        case "resume" -> RecordingAction.RESUME;
        default ->
            throw new IllegalArgumentException("action must be start, stop, pause or resume");
      };
    }

    private static Optional<RecordingMode> mode(JsonNode mode) {
      if (mode.isMissingNode() || mode.isNull()) {
        return Optional.empty();
      }
      return switch (mode.asText()) {
        case "participant" -> Optional.of(RecordingMode.PER_PARTICIPANT);
        case "track" -> Optional.of(RecordingMode.PER_TRACK);
        default -> throw new IllegalArgumentException("mode must be participant or track");
      };
    }
  }
}
