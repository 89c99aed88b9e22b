package dev.sluice.server.e2e.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.FreePorts;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Prometheus that scrapes one server each second, with the rules in {@code deploy}. */
final class PrometheusServer implements AutoCloseable {

  static final Path RULES = Path.of("..", "deploy", "prometheus").toAbsolutePath().normalize();

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final URI address;

  private PrometheusServer(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Ready when this returns. */
  static PrometheusServer scraping(URI server) {
    Path program = Tools.require("prometheus");
    try {
      Path all = Files.createDirectories(Path.of("target", "prometheus").toAbsolutePath());
      Path directory = Files.createTempDirectory(all, "run-");
      Path settings = directory.resolve("prometheus.yml");
      Files.write(settings, settings(server));
      int port = FreePorts.tcp();
      Process process =
          new ProcessBuilder(
                  program.toString(),
                  "--config.file=" + settings,
                  "--storage.tsdb.path=" + directory.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("prometheus.log").toFile())
              .start();
      PrometheusServer started =
          new PrometheusServer(process, URI.create("http://127.0.0.1:" + port));
      Poll.until("Prometheus is ready", started::ready, ready -> ready);
      // it takes up targets seconds later, and what was counted before that has no rate
      Poll.until(
          "Prometheus has scraped", () -> started.now("up == 1").size(), targets -> targets > 0);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("no Prometheus", e);
    }
  }

  private static List<String> settings(URI server) {
    return List.of(
        "global:",
        "  scrape_interval: 1s",
        "  evaluation_interval: 1s",
        "rule_files:",
        "  - %s/sluice-recording.yml".formatted(RULES),
        "  - %s/sluice-alerts.yml".formatted(RULES),
        "scrape_configs:",
        "  - job_name: sluice",
        "    static_configs:",
        "      - targets: ['127.0.0.1:%d']".formatted(server.getPort()));
  }

  private boolean ready() {
    try {
      return send("/-/ready").statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false; // it does not listen yet
    }
  }

  /** The series that an expression has now; each has {@code metric} and {@code value}. */
  JsonNode now(String expression) {
    return data("/api/v1/query?query=" + encoded(expression)).get("result");
  }

  /** The series that an expression had lately, one value a second. */
  JsonNode lately(String expression, Duration time) {
    long end = Instant.now().getEpochSecond();
    return data("/api/v1/query_range?query=%s&start=%d&end=%d&step=1"
            .formatted(encoded(expression), end - time.toSeconds(), end))
        .get("result");
  }

  /** All rules with what became of them. */
  JsonNode rules() {
    return data("/api/v1/rules").get("groups");
  }

  /** The targets that are scraped. */
  JsonNode targets() {
    return data("/api/v1/targets").get("activeTargets");
  }

  private JsonNode data(String path) {
    HttpResponse<String> response = send(path);
    try {
      JsonNode answer = JSON.readTree(response.body());
      if (!answer.path("status").asText().equals("success")) {
        throw new AssertionError(path + ": " + response.body());
      }
      return answer.get("data");
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + response.body(), e);
    }
  }

  private HttpResponse<String> send(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(address.resolve(path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("no answer to " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
