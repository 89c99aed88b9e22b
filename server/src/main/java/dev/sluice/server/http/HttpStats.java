package dev.sluice.server.http;

import java.util.List;
import java.util.Map;

/**
 * A snapshot of an HTTP server; all but the connections only grow.
 *
 * @param requests answered, by what they asked and got
 * @param durations how long answers took, by route
 * @param rejected by reason; every reason is there
 * @param connections open now, WebSockets among them
 */
public record HttpStats(
    Map<Outcome, Long> requests,
    Map<String, Durations> durations,
    Map<HttpRejection, Long> rejected,
    int connections) {

  /** The route of requests that have none. */
  public static final String NO_ROUTE = "none";

  public HttpStats {
    requests = Map.copyOf(requests);
    durations = Map.copyOf(durations);
    rejected = Map.copyOf(rejected);
  }

  /**
   * What a request asked and got.
   *
   * @param route the pattern of its path, or {@link #NO_ROUTE}
   * @param status of the response
   */
  public record Outcome(String route, int status) {}

  /**
   * From the last byte of requests to the first of their responses.
   *
   * @param buckets how many took no longer than each of {@link #BOUNDS_SECONDS}
   * @param count of all
   */
  public record Durations(List<Long> buckets, long count, double sumSeconds) {

    /** Upper bounds of the buckets. */
    public static final List<Double> BOUNDS_SECONDS =
        List.of(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0);

    public Durations {
      buckets = List.copyOf(buckets);
    }
  }
}
