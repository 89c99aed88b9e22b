package dev.sluice.server.http.admin;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.Refusal;
import dev.sluice.server.auth.Verdict;
import dev.sluice.server.http.ApiRoutes;
import dev.sluice.server.http.Handler;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.room.RoomId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Lets through who may administer a room, or the whole server. The token has to stand in a header:
 * neither a link nor a form of another site can send one. Who shows none that is known gets 401,
 * who may not do this 403, who asks too much at once 503. Thread-safe.
 */
final class AdminGuard {

  private static final String FORBIDDEN = "forbidden";

  /**
   * Requests of one caller, and of all but the operator, that may be in progress at once: fewer
   * than wait for {@link AdminThreads} at most, so that the operator is always answered.
   */
  static final int MOST_OF_ONE = 16;

  private static final int MOST_OF_OTHERS = 128;

  private final CallerShares shares =
      new CallerShares(MOST_OF_ONE, MOST_OF_OTHERS, Integer.MAX_VALUE);

  private final Access access;
  private final AuditLog audit;

  AdminGuard(Access access, AuditLog audit) {
    this.access = access;
    this.audit = audit;
  }

  /** Answers somebody who may. */
  interface Order {
    CompletionStage<Response> handle(Caller caller, Request request) throws InvalidOrder;
  }

  /** Likewise, about one room. */
  interface RoomOrder {
    CompletionStage<Response> handle(Caller caller, RoomId room, Request request)
        throws InvalidOrder;
  }

  /** A handler for the operator of the whole server. */
  Handler operator(Order order) {
    return admitted(
        (caller, request) ->
            caller.grants().isOperator()
                ? order.handle(caller, request)
                : refused(caller, Optional.empty()).completed());
  }

  /** A handler for all who administer anything; it looks itself which rooms they are. */
  Handler admin(Order order) {
    return admitted(order);
  }

  /** A handler for who administers the room in the path. */
  Handler room(RoomOrder order) {
    return admitted(
        (caller, request) -> {
          RoomId room = roomId(request.variable("room"));
          return caller.administers(room)
              ? order.handle(caller, room, request)
              : refused(caller, Optional.of(room)).completed();
        });
  }

  /** A room's name as a request has it. */
  static RoomId roomId(String name) throws InvalidOrder {
    if (!RoomId.isValid(name)) {
      throw new InvalidOrder("invalid room name");
    }
    return new RoomId(name);
  }

  private Handler admitted(Order order) {
    return request -> {
      Optional<String> token = request.headerToken();
      Verdict verdict = access.identify(token);
      Optional<Grants> grants = verdict.granted();
      if (grants.isEmpty()) {
        token.ifPresent(shown -> unknown(verdict, request));
        return withoutCache(ApiRoutes.unauthorized()).completed();
      }
      Caller caller = new Caller(grants.get(), request.client());
      if (!grants.get().admin()) {
        return withoutCache(refused(caller, Optional.empty())).completed();
      }
      return handled(order, caller, request).thenApply(AdminGuard::withoutCache);
    };
  }

  private CompletionStage<Response> handled(Order order, Caller caller, Request request) {
    if (!shares.take(caller.grants())) {
      return Response.error(503, "too many requests at once").with("Retry-After", "1").completed();
    }
    CompletionStage<Response> response;
    try {
      response = order.handle(caller, request);
    } catch (InvalidOrder e) {
      response = Response.error(400, e.getMessage()).completed();
    } catch (RuntimeException e) {
      shares.giveBack(caller.grants());
      throw e;
    }
    return response.whenComplete((done, failure) -> shares.giveBack(caller.grants()));
  }

  private void unknown(Verdict verdict, Request request) {
    Refusal refusal = verdict instanceof Verdict.Refused no ? no.refusal() : Refusal.UNKNOWN;
    audit.record(
        AuditEvent.of(Action.ENTER, "unknown")
            .from(request.client())
            .about("admin API")
            .ended(refusal.word()));
  }

  private Response refused(Caller caller, Optional<RoomId> room) {
    AuditEvent event = caller.did(Action.ENTER).about("admin API").ended(FORBIDDEN);
    audit.record(room.map(event::in).orElse(event));
    return Response.error(403, FORBIDDEN);
  }

  private static Response withoutCache(Response response) {
    return response.with("Cache-Control", "no-store");
  }
}
