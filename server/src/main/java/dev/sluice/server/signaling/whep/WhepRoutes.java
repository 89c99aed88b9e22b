package dev.sluice.server.signaling.whep;

import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.signaling.wish.WishRoutes;
import dev.sluice.server.signaling.wish.WishService;
import java.util.List;

/** Where players come in. */
public final class WhepRoutes {

  private static final List<String> ENDPOINTS =
      List.of("/api/whep/play/{room}", "/whep/{room}", "/whep/{room}/{participant}");

  private WhepRoutes() {}

  /**
   * The endpoints and their sessions. What a player finds at an endpoint tells it that it is one:
   * draft-ietf-wish-whep section 4.2.
   */
  public static List<Route> of(WishService service) {
    return WishRoutes.of(
        service,
        new WhepProtocol(service.names()),
        ENDPOINTS,
        Response.bytes(200, "application/sdp", new byte[0]));
  }
}
