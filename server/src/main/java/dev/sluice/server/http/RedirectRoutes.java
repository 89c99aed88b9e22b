package dev.sluice.server.http;

import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What plain HTTP says where HTTPS is wanted: pages are sent on. Other methods are not answered, so
 * that a client notices before it sends its token in the clear a second time.
 */
public final class RedirectRoutes {

  private static final int HTTPS = 443;
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:\\d*)?");

  private RedirectRoutes() {}

  /**
   * One route for every path.
   *
   * @param port of HTTPS as browsers see it
   */
  public static List<Route> of(IntSupplier port) {
    return List.of(Route.get("/**", request -> redirect(request, port.getAsInt()).completed()));
  }

  private static Response redirect(Request request, int port) {
    Optional<Matcher> host = request.header("Host").map(HOST::matcher).filter(Matcher::matches);
    if (host.isEmpty()) {
      return Response.error(400, "no host to send you to");
    }
    String authority = host.get().group(1) + (port == HTTPS ? "" : ":" + port);
    return Response.status(308)
        .with("Location", "https://" + authority + request.targetWithoutToken());
  }
}
