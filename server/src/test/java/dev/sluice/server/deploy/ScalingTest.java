package dev.sluice.server.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The autoscaler and the alerts in Kubernetes go by metrics that there are. */
class ScalingTest {

  private static final Pattern METRIC = Pattern.compile("\\bsluice_\\w+");

  private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(sluice_\\w+)` \\|");

  private static final Path PROMETHEUS = Path.of("..", "deploy", "prometheus");

  /** Those of the document, which DashboardsTest compares with a server's page. */
  private static Set<String> documented() throws IOException {
    return DOCUMENTED
        .matcher(Files.readString(Path.of("docs", "observability.md")))
        .results()
        .map(row -> row.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void autoscalersAskForWhatTheAdapterMakes() {
    Set<String> made =
        AdapterRule.all().stream().map(AdapterRule::name).collect(Collectors.toSet());
    Set<String> asked = new HashSet<>();
    for (List<Manifest> variant : Manifest.variants().values()) {
      for (Manifest scaler : Manifest.of(variant, "HorizontalPodAutoscaler")) {
        for (JsonNode metric : scaler.list("/spec/metrics")) {
          asked.add(metric.at("/pods/metric/name").asText());
        }
      }
    }
    assertEquals(made, asked);
  }

  @Test
  void theAdaptersQueriesAreAboutMetricsThatThereAre() throws IOException {
    Set<String> documented = documented();
    for (AdapterRule rule : AdapterRule.all()) {
      String query = rule.query("pod=\"sluice-0\"", "pod");
      List<String> metrics =
          METRIC.matcher(rule.series() + " " + query).results().map(MatchResult::group).toList();
      assertFalse(metrics.isEmpty());
      assertTrue(documented.containsAll(metrics), metrics + " of " + rule.name());
      assertFalse(query.contains("<<"), query);
    }
  }

  @Test
  void alertsInKubernetesAreThoseOfTheFiles() {
    List<JsonNode> expected = new ArrayList<>();
    for (String file : List.of("sluice-recording.yml", "sluice-alerts.yml")) {
      Manifest.documents(PROMETHEUS.resolve(file)).get(0).get("groups").forEach(expected::add);
    }
    List<Manifest> rules =
        Manifest.variants().values().stream()
            .flatMap(variant -> Manifest.of(variant, "PrometheusRule").stream())
            .toList();
    assertFalse(rules.isEmpty());
    rules.forEach(each -> assertEquals(expected, each.list("/spec/groups")));
  }
}
