package dev.sluice.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What operators and load balancers ask: liveness, readiness, metrics. */
public final class OperationsRoutes {

  private OperationsRoutes() {}

  /** One thing that must be well before traffic may come. Called on an event loop: no blocking. */
  public interface ReadinessCheck {

    /** A short name, such as {@code media} or {@code drain}. */
    String name();

    /** Why not; empty when all is well. */
    Optional<String> problem();
  }

  /** {@code /healthz}, {@code /readyz} and {@code /metrics}, which everybody may read. */
  public static List<Route> of(List<ReadinessCheck> checks, Handler metrics) {
    return of(checks, metrics, Optional.empty());
  }

  /**
   * The same.
   *
   * @param metrics answers scrapes
   * @param metricsToken what {@code /metrics} wants; empty for nothing
   */
  public static List<Route> of(
      List<ReadinessCheck> checks, Handler metrics, Optional<String> metricsToken) {
    List<ReadinessCheck> all = List.copyOf(checks);
    return List.of(
        Route.get(
            "/healthz",
            request -> Response.text(200, "text/plain; charset=utf-8", "ok").completed()),
        Route.get("/readyz", request -> readiness(all).completed()),
        Route.get(
            "/metrics",
            request ->
                metricsToken.isEmpty() || shows(request, metricsToken.get())
                    ? metrics.handle(request)
                    : ApiRoutes.unauthorized().afterWrongToken().completed()));
  }

  /** In constant time. */
  private static boolean shows(Request request, String wanted) {
    return request
        .token()
        .map(
            shown ->
                MessageDigest.isEqual(
                    shown.getBytes(StandardCharsets.UTF_8),
                    wanted.getBytes(StandardCharsets.UTF_8)))
        .orElse(false);
  }

  private static Response readiness(List<ReadinessCheck> checks) {
    Readiness readiness = Readiness.of(checks);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("ready", readiness.ready());
    body.put("checks", readiness.results());
    return Response.json(readiness.ready() ? 200 : 503, body);
  }
}
