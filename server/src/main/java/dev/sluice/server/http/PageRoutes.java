package dev.sluice.server.http;

import java.util.List;

/** The pages of this server and the browser client they use. */
public final class PageRoutes {

  private PageRoutes() {}

  /**
   * {@code /} leads to {@code /web/}; the client module stands at {@code /web/client/}.
   *
   * @param resources where {@code web/} and {@code sluice-client/} are found
   */
  public static List<Route> of(ClassLoader resources) {
    return List.of(
        Route.get("/", request -> Response.status(302).with("Location", "/web/").completed()),
        Route.get("/web", request -> Response.status(302).with("Location", "/web/").completed()),
        Route.get("/web/client/**", new StaticFiles(resources, "sluice-client")),
        Route.get("/web/**", new StaticFiles(resources, "web")));
  }
}
