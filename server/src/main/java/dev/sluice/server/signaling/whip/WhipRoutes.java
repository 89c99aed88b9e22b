package dev.sluice.server.signaling.whip;

import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.signaling.wish.WishRoutes;
import dev.sluice.server.signaling.wish.WishService;
import java.util.List;

/** Where publishers come in. */
public final class WhipRoutes {

  private static final List<String> ENDPOINTS =
      List.of("/api/whip/publish/{room}", "/whip/{room}", "/whip/{room}/{participant}");

  private WhipRoutes() {}

  /** The endpoints and their sessions. */
  public static List<Route> of(WishService service) {
    WhipProtocol protocol = new WhipProtocol(service.options().publisherPolicy());
    return WishRoutes.of(service, protocol, ENDPOINTS, Response.status(204));
  }
}
