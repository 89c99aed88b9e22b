package dev.sluice.server.http.admin;

import dev.sluice.server.http.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /api/admin}: what the operator of the server, and who administers single rooms, may see
 * and order. Where there is no token that could tell an operator, nothing is found here, wherever
 * requests come from: behind a proxy everybody would come from this machine.
 */
public final class AdminRoutes {

  private AdminRoutes() {}

  public static List<Route> of(AdminServices services) {
    if (!services.access().knowsTokens()) {
      return List.of();
    }
    AdminGuard guard = new AdminGuard(services.access(), services.audit());
    RoomCalls calls = new RoomCalls(services.rooms(), services.threads());
    MemberJson members =
        new MemberJson(services.wallClock(), new TransportJson(services.wallClock()));
    ServerRoutes server =
        new ServerRoutes(
            services.facts(),
            services.rooms(),
            services.drain(),
            services.audit(),
            services.clock());
    List<Route> routes = new ArrayList<>();
    routes.addAll(server.routes(guard));
    routes.addAll(new RoomRoutes(calls, members, services.audit()).routes(guard));
    routes.addAll(new RoomRecordingRoutes(calls, services.audit()).routes(guard));
    routes.addAll(
        new ParticipantRoutes(calls, services.denied(), services.audit(), services.clock())
            .routes(guard));
    routes.addAll(
        new DeniedRoutes(services.denied(), services.audit(), services.clock()).routes(guard));
    routes.addAll(
        new DumpRoutes(
                calls,
                services.threads(),
                members,
                server,
                services.recent(),
                services.audit(),
                services.clock())
            .routes(guard));
    routes.addAll(new FlightRoutes(services.flights(), services.audit()).routes(guard));
    return routes;
  }
}
