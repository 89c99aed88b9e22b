package dev.sluice.server.app;

import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.telemetry.Metrics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The metrics page and the thread it is written on: one, so that whoever asks without end takes one
 * core at most, and neither requests nor media wait for it.
 */
final class MetricsParts implements AutoCloseable {

  /** Scrapes that may wait; a server has one Prometheus, or two. */
  private static final int MAX_WAITING = 8;

  private final Metrics metrics;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          task -> {
            Thread made = new Thread(task, "metrics");
            made.setDaemon(true);
            return made;
          });

  /**
   * @param checks whose answers the page shows
   */
  MetricsParts(Metrics metrics, List<ReadinessCheck> checks) {
    this.metrics = metrics;
    List<ReadinessCheck> all = List.copyOf(checks);
    metrics.addReadiness(() -> readiness(all));
  }

  private static Map<String, Boolean> readiness(List<ReadinessCheck> checks) {
    Map<String, Boolean> holds = new LinkedHashMap<>();
    checks.forEach(check -> holds.put(check.name(), check.problem().isEmpty()));
    return holds;
  }

  /** Answers a scrape, later. */
  CompletionStage<Response> answer(Request request) {
    Optional<String> accept = request.header("Accept");
    try {
      return CompletableFuture.supplyAsync(() -> page(accept), thread);
    } catch (RejectedExecutionException e) {
      return Response.error(503, "too many scrapes at once").with("Retry-After", "1").completed();
    }
  }

  private Response page(Optional<String> accept) {
    Metrics.Page page = metrics.render(accept);
    return Response.text(200, page.contentType(), page.text()).with("Vary", "Accept");
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
