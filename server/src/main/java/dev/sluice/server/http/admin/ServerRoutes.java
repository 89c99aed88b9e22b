package dev.sluice.server.http.admin;

import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.http.Readiness;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.media.LoopStats;
import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.Rooms;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The server as a whole: how it is, and draining it. For the operator. */
final class ServerRoutes {

  private static final double NANOS_PER_MILLI = 1e6;

  /** What becomes of rooms that are here while the server drains. */
  private static final String LEAVE = "leave";

  private static final String MOVE = "move";

  private static final Duration USUAL_MOVE = Duration.ofMinutes(1);
  private static final Duration LONGEST_MOVE = Duration.ofDays(1);

  private final ServerFacts facts;
  private final Rooms rooms;
  private final DrainControl drain;
  private final AuditLog audit;
  private final InstantSource clock;

  ServerRoutes(
      ServerFacts facts, Rooms rooms, DrainControl drain, AuditLog audit, InstantSource clock) {
    this.facts = facts;
    this.rooms = rooms;
    this.drain = drain;
    this.audit = audit;
    this.clock = clock;
  }

  List<Route> routes(AdminGuard guard) {
    return List.of(
        Route.limited(
            "GET",
            "/api/admin/status",
            guard.operator((caller, request) -> Response.json(200, status()).completed())),
        Route.limited("POST", "/api/admin/drain", guard.operator(this::begin)),
        Route.limited("DELETE", "/api/admin/drain", guard.operator(this::cancel)));
  }

  /** How the server is now. */
  Map<String, Object> status() {
    List<RoomStats> all = rooms.stats();
    Runtime runtime = Runtime.getRuntime();
    Readiness readiness = Readiness.of(facts.checks());
    return Json.object()
        .put("version", facts.version())
        .put("java", Runtime.version().toString())
        .time("started", facts.started())
        .put("uptimeSeconds", Duration.between(facts.started(), clock.instant()).toSeconds())
        .put("drain", drainState())
        .put("ready", readiness.ready())
        .put("checks", readiness.results())
        .put("rooms", all.size())
        .put("participants", all.stream().mapToInt(RoomStats::present).sum())
        .put("viewers", all.stream().mapToInt(room -> room.count(Role.VIEWER)).sum())
        .put("counts", facts.counts().get())
        .put("loops", facts.loops().get().stream().map(ServerRoutes::loop).toList())
        .put(
            "heap",
            Json.object()
                .put("usedBytes", runtime.totalMemory() - runtime.freeMemory())
                .put("maxBytes", runtime.maxMemory()))
        .put("disk", Optional.of(facts.disk().get()).filter(disk -> !disk.isEmpty()))
        .put("limits", facts.limits())
        .members();
  }

  private static Map<String, Object> loop(LoopStats loop) {
    return Json.object()
        .put("loop", loop.loop())
        .put("rooms", loop.rooms())
        .put("transports", loop.transports())
        .rounded("busyRatio", loop.busyRatio())
        .rounded("maxLagMillis", loop.work().maxLagNanos() / NANOS_PER_MILLI)
        .put("datagramsReceived", loop.datagramsReceived())
        .put("datagramsSent", loop.datagramsSent())
        .put("failures", loop.failures())
        .members();
  }

  private Json drainState() {
    DrainControl.State state = drain.state();
    Json json = Json.object().put("phase", state.phase().name().toLowerCase(Locale.ROOT));
    state
        .since()
        .ifPresent(
            since ->
                json.put("reason", state.reason())
                    .time("since", since)
                    .put("rooms", state.deadline().isPresent() ? MOVE : LEAVE));
    state.deadline().ifPresent(deadline -> json.time("deadline", deadline));
    return json;
  }

  private CompletionStage<Response> begin(Caller caller, Request request) throws InvalidOrder {
    boolean done = drain.begin(order(OrderBody.of(request)));
    audit.record(caller.did(Action.DRAIN).about("begin").ended(done ? "done" : "stopping"));
    return drained(done);
  }

  private static DrainControl.Order order(OrderBody body) throws InvalidOrder {
    String reason =
        body.text("reason").filter(text -> !text.isBlank()).orElse("an operator has ordered it");
    String rooms = body.text("rooms").orElse(LEAVE);
    if (!rooms.equals(LEAVE) && !rooms.equals(MOVE)) {
      throw new InvalidOrder("rooms must be leave or move");
    }
    Optional<Duration> seconds = body.seconds("seconds", LONGEST_MOVE);
    if (rooms.equals(LEAVE) && seconds.isPresent()) {
      throw new InvalidOrder("seconds is for rooms that move");
    }
    return new DrainControl.Order(
        reason,
        rooms.equals(MOVE) ? Optional.of(seconds.orElse(USUAL_MOVE).toNanos()) : Optional.empty());
  }

  private CompletionStage<Response> cancel(Caller caller, Request request) {
    boolean done = drain.cancel();
    audit.record(caller.did(Action.DRAIN).about("cancel").ended(done ? "done" : "stopping"));
    return drained(done);
  }

  private CompletionStage<Response> drained(boolean done) {
    return (done
            ? Response.json(200, drainState().members())
            : Response.error(409, "the server is going away"))
        .completed();
  }
}
