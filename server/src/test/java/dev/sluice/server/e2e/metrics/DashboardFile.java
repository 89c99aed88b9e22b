package dev.sluice.server.e2e.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A dashboard in {@code deploy/grafana}.
 *
 * @param file its name
 * @param json as Grafana documents it
 */
record DashboardFile(String file, JsonNode json) {

  static final Path DIRECTORY = Path.of("..", "deploy", "grafana");

  /** What Grafana puts in for its variables; every series of a run on one machine is meant. */
  private static final String EVERYTHING = ".*";

  private static final String RATE_INTERVAL = "15s";

  /** All of them, by name. */
  static List<DashboardFile> all() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(DashboardFile::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DashboardFile read(Path path) {
    try {
      return new DashboardFile(
          path.getFileName().toString(), new ObjectMapper().readTree(path.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return file.replace(".json", "");
  }

  /** All but the headings. */
  List<JsonNode> panels() {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : json.get("panels")) {
      if (!panel.get("type").asText().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  /** A query as Grafana would send it with everything selected. */
  static String query(JsonNode target) {
    return target
        .get("expr")
        .asText()
        .replace("$__rate_interval", RATE_INTERVAL)
        .replace("$job", EVERYTHING)
        .replace("$instance", EVERYTHING)
        .replace("$room", EVERYTHING);
  }
}
