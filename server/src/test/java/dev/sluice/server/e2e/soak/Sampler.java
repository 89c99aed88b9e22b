package dev.sluice.server.e2e.soak;

import dev.sluice.server.e2e.MetricsPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at the server: its metrics, as Prometheus would, its process, its files, its log. */
final class Sampler {

  /** What is 0 when everybody has gone and all work is done; by our names, those of the metrics. */
  static final Map<String, String> COMES_TO_NOTHING = names();

  /** Nobody's name is anywhere but in the series of a room that exists. */
  private static final Pattern NAMES_SOMEBODY = Pattern.compile("\"(soak|alone|guest)-\\d+");

  private static final int TIMEOUT_MILLIS = 20_000;

  private final SoakServer server;
  private final ProcessProbe process;
  private final long beginNanos = System.nanoTime();
  private final List<Sample> samples = new ArrayList<>();
  private volatile String phase = "start";
  private double cpuBefore;
  private double secondsBefore;

  Sampler(SoakServer server) {
    this.server = server;
    process =
        new ProcessProbe(
            server.pid(), Map.of(server.httpPort(), "http", server.iceTcpPort(), "media"));
  }

  private static Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("rooms", "webrtc_rooms");
    names.put("sessions", "sluice_sessions");
    names.put("websockets", "sluice_websockets");
    names.put("whip", "sluice_whip_sessions");
    names.put("whep", "sluice_whep_sessions");
    names.put("transports", "sluice_loop_transports");
    names.put("paths", "sluice_loop_paths");
    names.put("tcp", "sluice_loop_tcp_connections");
    names.put("tcp_unproven", "sluice_ice_tcp_unproven");
    names.put("recordings", "sluice_recordings_active");
    names.put("recording_files", "sluice_recording_files_open");
    names.put("uploads", "sluice_uploads_waiting");
    names.put("webhooks", "sluice_webhook_queue");
    return names;
  }

  ProcessProbe process() {
    return process;
  }

  void phase(String now) {
    phase = now;
  }

  /** All so far. */
  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** One more. */
  Sample take() {
    return take(Map.of());
  }

  /**
   * The same.
   *
   * @param others that somebody else knows
   */
  synchronized Sample take(Map<String, Double> others) {
    String text = metrics();
    MetricsPage page = new MetricsPage(text);
    Map<String, Double> values = new LinkedHashMap<>();
    COMES_TO_NOTHING.forEach((name, metric) -> values.put(name, page.sum(metric)));
    values.put("http", page.sum("sluice_http_connections"));
    values.put("heap", page.sum("jvm_memory_bytes_used", "area=\"heap\""));
    values.put("non_heap", page.sum("jvm_memory_bytes_used", "area=\"nonheap\""));
    values.put("direct", page.sum("jvm_buffer_pool_used_bytes", "pool=\"direct\""));
    values.put("failures", page.sum("sluice_loop_failures_total"));
    values.put("lag", page.sum("sluice_loop_lag_seconds"));
    values.put("packets_in", page.sum("sluice_datagrams_total", "direction=\"receive\""));
    values.put("packets_out", page.sum("sluice_datagrams_total", "direction=\"send\""));
    double seconds = (System.nanoTime() - beginNanos) / 1e9;
    double cpu = process.cpuSeconds();
    values.put("cores", (cpu - cpuBefore) / (seconds - secondsBefore));
    cpuBefore = cpu;
    secondsBefore = seconds;
    values.put("rss", (double) process.residentBytes());
    values.put("files", (double) files());
    values.put("named", (double) text.lines().filter(NAMES_SOMEBODY.asPredicate()).count());
    logLines(values);
    values.putAll(others);
    Sample sample =
        new Sample(
            seconds,
            phase,
            values,
            process.threads(),
            process.descriptors(),
            families(text, line -> line.contains("room=\"")),
            families(text, line -> !line.contains("room=\"")));
    samples.add(sample);
    return sample;
  }

  /** On a connection of its own, which is gone when this returns. */
  private String metrics() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) server.url().resolve("/metrics").toURL().openConnection();
      connection.setRequestProperty("Authorization", "Bearer " + SoakServer.METRICS_TOKEN);
      connection.setRequestProperty("Connection", "close");
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try (var body = connection.getInputStream()) {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no metrics", e);
    }
  }

  private static Map<String, Integer> families(String page, Predicate<String> which) {
    Map<String, Integer> families = new TreeMap<>();
    page.lines()
        .filter(line -> !line.startsWith("#") && which.test(line))
        .forEach(line -> families.merge(line.replaceAll("[{ ].*", ""), 1, Integer::sum));
    return families;
  }

  private long files() {
    try (Stream<Path> all = Files.walk(server.recordings())) {
      return all.filter(path -> !path.equals(server.recordings())).count();
    } catch (IOException | UncheckedIOException e) {
      // a folder went while it was walked through
      return -1;
    }
  }

  private void logLines(Map<String, Double> values) {
    try (Stream<String> lines = Files.lines(server.log())) {
      double[] counts = new double[2];
      lines.forEach(
          line -> {
            counts[0] += line.contains(" ERROR ") ? 1 : 0;
            counts[1] += line.contains(" WARN ") ? 1 : 0;
          });
      values.put("errors", counts[0]);
      values.put("warnings", counts[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
