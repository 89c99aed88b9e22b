package dev.sluice.server.telemetry;

import dev.sluice.server.http.HttpStats;
import dev.sluice.server.http.HttpStats.Durations;
import dev.sluice.server.http.TlsStats;
import dev.sluice.server.signaling.MessageRejection;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What is asked of the server over HTTP and WebSockets, and what it turns away. */
public final class HttpMetrics {

  private static final String REQUESTS = "sluice_http_requests_total";
  private static final String DURATION = "sluice_http_request_duration_seconds";
  private static final String REJECTED = "sluice_http_rejected_total";
  private static final String CONNECTIONS = "sluice_http_connections";
  private static final String MESSAGES = "sluice_websocket_messages_rejected_total";
  private static final String EXPIRY = "sluice_tls_certificate_expiry_timestamp_seconds";
  private static final String RELOADS = "sluice_tls_reloads_total";

  private final Supplier<HttpStats> http;
  private final Supplier<Optional<TlsStats>> tls;
  private final Supplier<Map<MessageRejection, Long>> messages;

  /**
   * @param http a snapshot, taken at each scrape
   * @param tls likewise; empty without TLS
   * @param messages likewise
   */
  public HttpMetrics(
      Supplier<HttpStats> http,
      Supplier<Optional<TlsStats>> tls,
      Supplier<Map<MessageRejection, Long>> messages) {
    this.http = http;
    this.tls = tls;
    this.messages = messages;
  }

  List<Collector> collectors() {
    return List.of(
        new Collector() {
          @Override
          public List<MetricFamilySamples> collect() {
            List<MetricFamilySamples> all = new ArrayList<>(requests());
            tls.get().ifPresent(stats -> all.addAll(certificate(stats)));
            return all;
          }
        });
  }

  private List<Collector.MetricFamilySamples> requests() {
    HttpStats stats = http.get();
    Families families =
        new Families()
            .declareGauge(CONNECTIONS, "Open connections, WebSockets among them.")
            .declareCounter(REQUESTS, "Requests answered, by route and status.", "route", "code")
            .declareCounter(
                REJECTED, "Requests and connections turned away before any route.", "reason")
            .declareCounter(MESSAGES, "What came over WebSockets and was not taken.", "reason");
    families.add(CONNECTIONS, stats.connections());
    stats
        .requests()
        .forEach(
            (outcome, count) ->
                families.add(REQUESTS, count, outcome.route(), Integer.toString(outcome.status())));
    stats.rejected().forEach((reason, count) -> families.add(REJECTED, count, reason.word()));
    messages.get().forEach((reason, count) -> families.add(MESSAGES, count, reason.word()));
    List<Collector.MetricFamilySamples> all = new ArrayList<>(families.all());
    all.add(durations(stats.durations()));
    return all;
  }

  private static Collector.MetricFamilySamples durations(Map<String, Durations> byRoute) {
    List<Sample> samples = new ArrayList<>();
    byRoute.forEach(
        (route, durations) -> {
          for (int i = 0; i < durations.buckets().size(); i++) {
            String bound = Collector.doubleToGoString(Durations.BOUNDS_SECONDS.get(i));
            samples.add(bucket(route, bound, durations.buckets().get(i)));
          }
          samples.add(bucket(route, "+Inf", durations.count()));
          samples.add(sample("_count", route, (double) durations.count()));
          samples.add(sample("_sum", route, durations.sumSeconds()));
        });
    return new Collector.MetricFamilySamples(
        DURATION,
        Collector.Type.HISTOGRAM,
        "Time from a whole request to its response, by route.",
        samples);
  }

  private static Sample bucket(String route, String bound, long count) {
    return new Sample(
        DURATION + "_bucket", List.of("route", "le"), List.of(route, bound), (double) count);
  }

  private static Sample sample(String suffix, String route, double value) {
    return new Sample(DURATION + suffix, List.of("route"), List.of(route), value);
  }

  private static List<Collector.MetricFamilySamples> certificate(TlsStats stats) {
    Families families =
        new Families()
            .declareGauge(EXPIRY, "When the certificate in use ends, in seconds since 1970.")
            .declareCounter(
                RELOADS, "Changed certificate files, by whether they could be used.", "result");
    families.add(EXPIRY, stats.expires().getEpochSecond());
    families.add(RELOADS, stats.reloads(), "loaded");
    families.add(RELOADS, stats.failures(), "failed");
    return families.all();
  }
}
