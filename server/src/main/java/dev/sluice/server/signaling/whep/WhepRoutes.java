package dev.sluice.server.signaling.whep;

import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.signaling.wish.MediaType;
import dev.sluice.server.signaling.wish.WishRefusal;
import dev.sluice.server.signaling.wish.WishRoutes;
import dev.sluice.server.signaling.wish.WishService;
import java.util.ArrayList;
import java.util.List;

/** Where players come in. */
public final class WhepRoutes {

  private static final List<String> ENDPOINTS =
      List.of("/api/whep/play/{room}", "/whep/{room}", "/whep/{room}/{participant}");

  private WhepRoutes() {}

  /**
   * The endpoints, their sessions, and what the core extensions add to these. What a player finds
   * at an endpoint tells it that it is one: draft-ietf-wish-whep section 4.2.
   */
  public static List<Route> of(WishService service) {
    WhepProtocol protocol = new WhepProtocol(service.names());
    List<Route> routes = new ArrayList<>(extensions(service, protocol));
    routes.addAll(
        WishRoutes.of(
            service, protocol, ENDPOINTS, Response.bytes(200, MediaType.SDP, new byte[0])));
    return routes;
  }

  private static List<Route> extensions(WishService service, WhepProtocol protocol) {
    String session = WishRoutes.sessionPattern(protocol);
    String events = session + PlayerExtension.EVENTS;
    String stream = events + "/{stream}";
    return List.of(
        route(service, protocol, "POST", events, PlayerExtension::openStream),
        route(service, protocol, "GET", stream, PlayerExtension::stream),
        route(service, protocol, "DELETE", stream, PlayerExtension::closeStream),
        Route.limited(
            "POST",
            session + PlayerExtension.LAYER,
            request ->
                service.ask(
                    protocol,
                    request,
                    PlayerExtension.class,
                    (extension, response) -> extension.chooseLayer(request, response))));
  }

  /** What is answered at once. */
  private interface Step {
    Response answer(PlayerExtension extension, Request request) throws WishRefusal;
  }

  private static Route route(
      WishService service, WhepProtocol protocol, String method, String pattern, Step step) {
    return Route.limited(
        method,
        pattern,
        request ->
            service.ask(
                protocol,
                request,
                PlayerExtension.class,
                (extension, response) -> response.complete(step.answer(extension, request))));
  }
}
