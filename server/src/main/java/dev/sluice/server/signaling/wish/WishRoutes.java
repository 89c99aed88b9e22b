package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.signaling.IceServerLink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The paths of one protocol: its endpoints, and the sessions below {@code /NAME/session}. Each has
 * the room in it, by which proxies before several servers find the room's.
 */
public final class WishRoutes {

  /**
   * All methods a client will use at the endpoint or at the session it gets there. mediamtx asks
   * the endpoint, and trickles when PATCH is among them.
   */
  private static final String METHODS = "OPTIONS, GET, HEAD, POST, PATCH, DELETE";

  private static final String ENDPOINT_METHODS = "GET, HEAD, OPTIONS, POST";
  private static final String SESSION_METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH";

  private final WishService service;
  private final WishProtocol protocol;

  private WishRoutes(WishService service, WishProtocol protocol) {
    this.service = service;
    this.protocol = protocol;
  }

  /**
   * The routes.
   *
   * @param endpoints path patterns with the variable {@code room}
   * @param found what GET at an endpoint says: a success without content
   */
  public static List<Route> of(
      WishService service, WishProtocol protocol, List<String> endpoints, Response found) {
    return new WishRoutes(service, protocol).routes(endpoints, found);
  }

  /** Of the sessions' paths, with the variables {@code room} and {@code id}. */
  public static String sessionPattern(WishProtocol protocol) {
    return "/" + protocol.name() + "/session/{room}/{id}";
  }

  private List<Route> routes(List<String> endpoints, Response found) {
    String session = sessionPattern(protocol);
    List<Route> routes = new ArrayList<>();
    routes.add(Route.limited("PATCH", session, request -> service.patch(protocol, request)));
    routes.add(Route.limited("DELETE", session, request -> service.delete(protocol, request)));
    routes.add(Route.limited("GET", session, request -> service.get(protocol, request)));
    routes.add(Route.options(session, request -> sessionOptions()));
    for (String endpoint : endpoints) {
      routes.add(Route.join("POST", endpoint, request -> service.open(protocol, request)));
      routes.add(Route.limited("GET", endpoint, request -> get(request, found)));
      routes.add(Route.options(endpoint, this::endpointOptions));
    }
    return routes;
  }

  private static CompletionStage<Response> get(Request request, Response found) {
    return (RoomId.isValid(request.variable("room"))
            ? found
            : Response.error(400, "invalid room name"))
        .completed();
  }

  private static CompletionStage<Response> sessionOptions() {
    return allowed(SESSION_METHODS).with("Accept-Patch", SdpFragment.MEDIA_TYPE).completed();
  }

  /**
   * ICE servers are told here for clients that cannot change theirs after the offer, but nothing
   * else may stand in a Link: mediamtx gives up over one it does not know. RFC 9725 section 4.6
   * keeps them out of preflights, which carry no token either.
   */
  private CompletionStage<Response> endpointOptions(Request request) {
    Response response = allowed(ENDPOINT_METHODS);
    String room = request.variable("room");
    boolean preflight = request.header("Access-Control-Request-Method").isPresent();
    if (!preflight && RoomId.isValid(room)) {
      boolean admitted = service.admits(new RoomId(room), request);
      WishContext context = service.context();
      for (String link :
          IceServerLink.values(
              context.iceServers().iceServers(context.names().next()).stream()
                  .filter(server -> admitted || server.credential().isEmpty())
                  .toList())) {
        response = response.with("Link", link);
      }
    }
    return response.completed();
  }

  private static Response allowed(String methods) {
    return Response.status(200)
        .with("Allow", methods)
        .with("Access-Control-Allow-Methods", METHODS)
        .with("Accept-Post", MediaType.SDP);
  }
}
