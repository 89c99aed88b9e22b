package dev.sluice.server.http.admin;

import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.auth.DenyList.BarredParticipant;
import dev.sluice.server.auth.DenyList.RevokedToken;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Who is kept out: participants of rooms, which those who administer the room see and change, and
 * tokens, which only the operator does.
 */
final class DeniedRoutes {

  static final Duration LONGEST = Duration.ofDays(3650);

  private static final Duration USUAL = Duration.ofDays(1);

  /** What one response lists of each; more is on the list than anybody reads. */
  private static final int MOST_LISTED = 1_000;

  private final DenyList denied;
  private final AuditLog audit;
  private final InstantSource clock;

  DeniedRoutes(DenyList denied, AuditLog audit, InstantSource clock) {
    this.denied = denied;
    this.audit = audit;
    this.clock = clock;
  }

  List<Route> routes(AdminGuard guard) {
    return List.of(
        Route.limited("GET", "/api/admin/denied", guard.admin(this::list)),
        Route.limited("POST", "/api/admin/denied/tokens", guard.operator(this::revoke)),
        Route.limited("POST", "/api/admin/denied/rooms/{room}", guard.room(this::bar)),
        Route.limited(
            "DELETE", "/api/admin/denied/rooms/{room}/{participant}", guard.room(this::admit)));
  }

  private CompletionStage<Response> list(Caller caller, Request request) {
    DenyList.Contents contents = denied.contents();
    List<BarredParticipant> barred =
        contents.participants().stream().filter(it -> caller.administers(it.room())).toList();
    List<RevokedToken> tokens = caller.grants().isOperator() ? contents.tokens() : List.of();
    return Response.json(
            200,
            Json.object()
                .put(
                    "participants",
                    barred.stream().limit(MOST_LISTED).map(DeniedRoutes::participant).toList())
                .put("tokens", tokens.stream().limit(MOST_LISTED).map(DeniedRoutes::token).toList())
                .put("participantsInAll", barred.size())
                .put("tokensInAll", tokens.size())
                .members())
        .completed();
  }

  private static Map<String, Object> participant(BarredParticipant barred) {
    return Json.object()
        .put("room", barred.room().value())
        .put("participant", barred.participant().value())
        .time("until", barred.until())
        .members();
  }

  private static Map<String, Object> token(RevokedToken token) {
    return Json.object().put("tokenId", token.tokenId()).time("until", token.until()).members();
  }

  private CompletionStage<Response> bar(Caller caller, RoomId room, Request request)
      throws InvalidOrder {
    OrderBody body = OrderBody.of(request);
    String participant =
        body.text("participant")
            .filter(RoomId::isValid)
            .orElseThrow(
                () -> new InvalidOrder("participant must be 1 to 64 letters, digits, _ or -"));
    Instant until = until(body);
    DenyList.Outcome outcome = caller.bar(denied, room, new ParticipantId(participant), until);
    audit.record(caller.did(Action.KICK).in(room).about(participant).ended(word(outcome)));
    return respond(outcome, until);
  }

  private CompletionStage<Response> revoke(Caller caller, Request request) throws InvalidOrder {
    OrderBody body = OrderBody.of(request);
    String tokenId =
        body.text("tokenId")
            .filter(text -> !text.isBlank())
            .orElseThrow(() -> new InvalidOrder("tokenId is missing"));
    Instant until = until(body);
    DenyList.Outcome outcome = denied.revoke(tokenId, until);
    audit.record(caller.did(Action.REVOKE_TOKEN).about(tokenId).ended(word(outcome)));
    return respond(outcome, until);
  }

  private Instant until(OrderBody body) throws InvalidOrder {
    return clock.instant().plus(body.seconds("seconds", LONGEST).orElse(USUAL));
  }

  private static CompletionStage<Response> respond(DenyList.Outcome outcome, Instant until) {
    return (holds(outcome)
            ? Response.json(200, Json.object().put("denied", true).time("until", until).members())
            : Response.error(503, "the deny list is full"))
        .completed();
  }

  private CompletionStage<Response> admit(Caller caller, RoomId room, Request request) {
    ParticipantId participant = ParticipantRoutes.participant(request);
    boolean was = denied.admit(room, participant);
    audit.record(
        caller
            .did(Action.READMIT)
            .in(room)
            .about(participant.value())
            .ended(was ? AuditEvent.DONE : "not found"));
    return (was ? Response.status(204) : RoomCalls.notFound()).completed();
  }

  /** Whether what was wanted is so now. */
  static boolean holds(DenyList.Outcome outcome) {
    return outcome == DenyList.Outcome.DONE || outcome == DenyList.Outcome.HELD_ALREADY;
  }

  static String word(DenyList.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }
}
