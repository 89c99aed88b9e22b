package dev.sluice.server.http.admin;

import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.OperatorAnswer;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.TrackId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Orders about somebody in a room: kick, mute, unmute. */
final class ParticipantRoutes {

  private static final String PATH = "/api/admin/rooms/{room}/participants/{participant}";

  /** A kick lasts a day if nobody says otherwise. */
  private static final Duration USUAL_BAR = Duration.ofDays(1);

  private final RoomCalls calls;
  private final DenyList denied;
  private final AuditLog audit;
  private final InstantSource clock;

  ParticipantRoutes(RoomCalls calls, DenyList denied, AuditLog audit, InstantSource clock) {
    this.calls = calls;
    this.denied = denied;
    this.audit = audit;
    this.clock = clock;
  }

  List<Route> routes(AdminGuard guard) {
    return List.of(
        Route.limited("POST", PATH + "/kick", guard.room(this::kick)),
        Route.limited("POST", PATH + "/mute", guard.room(muting(true))),
        Route.limited("POST", PATH + "/unmute", guard.room(muting(false))));
  }

  static ParticipantId participant(Request request) {
    return new ParticipantId(request.variable("participant"));
  }

  // ---- kick

  /**
   * Whoever is thrown out is gone first and barred then, so that nobody is barred who was not
   * there. Both happen in the room's answer: however busy the API is, nobody is left who is gone
   * but may come back.
   */
  private CompletionStage<Response> kick(Caller caller, RoomId room, Request request)
      throws InvalidOrder {
    ParticipantId participant = participant(request);
    Instant until =
        clock
            .instant()
            .plus(OrderBody.of(request).seconds("seconds", DeniedRoutes.LONGEST).orElse(USUAL_BAR));
    return calls.<Supplier<Response>>ask(
        room,
        answer ->
            new RoomCommand.Remove(
                participant,
                LeaveReason.KICKED,
                removed -> answer.accept(kicked(caller, room, participant, until, removed))),
        Supplier::get);
  }

  private Supplier<Response> kicked(
      Caller caller,
      RoomId room,
      ParticipantId participant,
      Instant until,
      OperatorAnswer removed) {
    AuditEvent event = caller.did(Action.KICK).in(room).about(participant.value());
    if (removed instanceof OperatorAnswer.Done done) {
      audit.record(event);
      return keepOut(caller, room, participant, until, done);
    }
    return refused(removed, event);
  }

  private Supplier<Response> keepOut(
      Caller caller,
      RoomId room,
      ParticipantId participant,
      Instant until,
      OperatorAnswer.Done done) {
    DenyList.Outcome barred = caller.bar(denied, room, participant, until);
    // beside others of its identity somebody has another id
    done.identity()
        .filter(named -> !named.equals(participant))
        .ifPresent(named -> caller.bar(denied, room, named, until));
    // a token may open more than this room: only the operator takes it back
    Optional<String> taken = done.tokenId().filter(id -> caller.grants().isOperator());
    Optional<DenyList.Outcome> revoked = taken.map(id -> denied.revoke(id, until));
    taken.ifPresent(
        id ->
            audit.record(
                caller
                    .did(Action.REVOKE_TOKEN)
                    .in(room)
                    .about(id)
                    .ended(DeniedRoutes.word(revoked.orElseThrow()))));
    return () ->
        Response.json(
            200,
            Json.object()
                .put("kicked", participant.value())
                .put("barred", DeniedRoutes.holds(barred))
                .put("tokenRevoked", revoked.map(DeniedRoutes::holds).orElse(false))
                .time("until", until)
                .members());
  }

  // ---- mute

  private AdminGuard.RoomOrder muting(boolean muted) {
    return (caller, room, request) -> {
      ParticipantId participant = participant(request);
      Optional<TrackId> track = OrderBody.of(request).text("track").map(TrackId::new);
      AuditEvent event =
          caller
              .did(Action.MUTE)
              .in(room)
              .about(
                  "%s %s of %s"
                      .formatted(
                          muted ? "mute" : "unmute",
                          track.map(TrackId::value).orElse("all"),
                          participant));
      return calls.<Supplier<Response>>ask(
          room,
          answer ->
              new RoomCommand.OrderMute(
                  participant, track, muted, done -> answer.accept(muted(event, muted, done))),
          Supplier::get);
    };
  }

  private Supplier<Response> muted(AuditEvent event, boolean muted, OperatorAnswer done) {
    if (done instanceof OperatorAnswer.Done) {
      audit.record(event);
      return () -> Response.json(200, Map.of("muted", muted));
    }
    return refused(done, event);
  }

  private Supplier<Response> refused(OperatorAnswer answer, AuditEvent event) {
    if (answer instanceof OperatorAnswer.NoSuchParticipant) {
      audit.record(event.ended("no such participant"));
      return () -> Response.error(404, "no such participant");
    } else if (answer instanceof OperatorAnswer.NoSuchTrack) {
      audit.record(event.ended("no such track"));
      return () -> Response.error(404, "no such track");
    }
    audit.record(event.ended("failed"));
    return () -> Response.error(503, "the room could not do it");
  }
}
