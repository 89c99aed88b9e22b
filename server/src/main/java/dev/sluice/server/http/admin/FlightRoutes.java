package dev.sluice.server.http.admin;

import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Flight recordings (JFR), for the operator. */
final class FlightRoutes {

  private static final String PATH = "/api/admin/jfr";
  private static final Duration USUAL = Duration.ofSeconds(60);

  private final FlightRecordings recordings;
  private final AuditLog audit;

  FlightRoutes(FlightRecordings recordings, AuditLog audit) {
    this.recordings = recordings;
    this.audit = audit;
  }

  List<Route> routes(AdminGuard guard) {
    return List.of(
        Route.limited("POST", PATH, guard.operator(this::start)),
        Route.limited("GET", PATH, guard.operator((caller, request) -> recordings.list())),
        Route.limited("GET", PATH + "/{id}", guard.operator(this::file)));
  }

  private CompletionStage<Response> start(Caller caller, Request request) throws InvalidOrder {
    OrderBody body = OrderBody.of(request);
    Duration length = body.seconds("seconds", FlightRecordings.LONGEST).orElse(USUAL);
    FlightProfile profile =
        FlightProfile.named(body.text("profile").orElse(FlightProfile.DEFAULT.word()))
            .orElseThrow(() -> new InvalidOrder("profile must be default or profile"));
    return recordings
        .start(profile, length)
        .thenApply(response -> audited(caller, "begin flight recording", response));
  }

  private CompletionStage<Response> file(Caller caller, Request request) {
    String id = request.variable("id");
    return recordings
        .file(id)
        .thenApply(response -> audited(caller, "flight recording " + id, response));
  }

  private Response audited(Caller caller, String what, Response response) {
    audit.record(
        caller
            .did(Action.INSPECT)
            .about(what)
            .ended(response.status() < 300 ? "done" : "status " + response.status()));
    return response;
  }
}
