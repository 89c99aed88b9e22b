package dev.sluice.server.http.admin;

import dev.sluice.recorder.RecordingMode;
import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.room.RecordingAction;
import dev.sluice.server.room.RecordingAnswer;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * {@code /api/admin/rooms/{room}/recording}: whether a room is recorded, and orders about it,
 * {@code {"action": "start|stop|pause|resume", "mode": "participant|track"}}.
 */
final class RoomRecordingRoutes {

  private static final String PATH = "/api/admin/rooms/{room}/recording";

  private final RoomCalls calls;
  private final AuditLog audit;

  RoomRecordingRoutes(RoomCalls calls, AuditLog audit) {
    this.calls = calls;
    this.audit = audit;
  }

  List<Route> routes(AdminGuard guard) {
    return List.of(
        Route.limited("GET", PATH, guard.room(this::state)),
        Route.limited("POST", PATH, guard.room(this::order)));
  }

  private CompletionStage<Response> state(Caller caller, RoomId room, Request request) {
    return calls.rooms().stats().stream()
        .filter(stats -> stats.id().equals(room))
        .map(RoomStats::recording)
        .findFirst()
        .map(recording -> Response.json(200, describe(recording)))
        .orElseGet(RoomCalls::notFound)
        .completed();
  }

  private CompletionStage<Response> order(Caller caller, RoomId room, Request request)
      throws InvalidOrder {
    OrderBody body = OrderBody.of(request);
    RecordingAction action = action(body.text("action").orElse(""));
    Optional<RecordingMode> mode = mode(body.text("mode"));
    AuditEvent event =
        caller.did(Action.RECORD).in(room).about(action.name().toLowerCase(Locale.ROOT));
    return calls.<RecordingAnswer>ask(
        room,
        answer -> new RoomCommand.OrderRecording(action, mode, answer),
        answer -> respond(answer, event));
  }

  private Response respond(RecordingAnswer answer, AuditEvent event) {
    if (answer instanceof RecordingAnswer.Done done) {
      audit.record(event);
      Map<String, Object> body = describe(done.recording());
      body.put("changed", done.changed());
      return Response.json(200, body);
    }
    RecordingAnswer.Refused refused = (RecordingAnswer.Refused) answer;
    audit.record(event.ended(refused.code().name().toLowerCase(Locale.ROOT)));
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

  static Map<String, Object> describe(RecordingInfo recording) {
    Json json =
        Json.object()
            .put("state", recording.state().wireName())
            .put("id", recording.id().map(id -> id.value()));
    if (recording.sinceMillis() != 0) {
      json.put("since", recording.sinceMillis());
    }
    return json.put("by", Optional.of(recording.by()).filter(by -> !by.isEmpty()))
        .put("reason", recording.reason().map(reason -> reason.name().toLowerCase(Locale.ROOT)))
        .members();
  }

  private static RecordingAction action(String name) throws InvalidOrder {
    return switch (name) {
      case "start" -> RecordingAction.START;
      case "stop" -> RecordingAction.STOP;
      case "pause" -> RecordingAction.PAUSE;
      case "resume" -> RecordingAction.RESUME;
      default -> throw new InvalidOrder("action must be start, stop, pause or resume");
    };
  }

  private static Optional<RecordingMode> mode(Optional<String> name) throws InvalidOrder {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return switch (name.get()) {
      case "participant" -> Optional.of(RecordingMode.PER_PARTICIPANT);
      case "track" -> Optional.of(RecordingMode.PER_TRACK);
      default -> throw new InvalidOrder("mode must be participant or track");
    };
  }
}
