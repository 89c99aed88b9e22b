package dev.sluice.server.e2e.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.deploy.AdapterRule;
import dev.sluice.server.e2e.MetricsPage;
import dev.sluice.server.e2e.metrics.MetricsTable.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real Prometheus scrapes a real call, and has an answer to every query of ours. */
@Tag("e2e")
class DashboardsTest {

  /** Names, with their labels, of what alerts look at. */
  private static final Pattern SELECTOR =
      Pattern.compile(
          "\\b(?:sluice_|jvm_|process_|up\\b|instance:|loop:|room:)[\\w:]*(?:\\{[^}]*})?");

  /** Go-live's names are a contract, whatever promtool thinks of them. */
  private static final Set<String> CONTRACT =
      Set.of(
          "webrtc_rooms",
          "webrtc_subscribers",
          "webrtc_rtp_bytes_total",
          "webrtc_rtp_packets_total");

  /** What there is only with something that this run does without. */
  private static final Pattern ABSENT = Pattern.compile("sluice_tls_.*");

  private static final Path DOCUMENT = Path.of("docs", "observability.md");

  private static PrometheusServer prometheus;
  private static LiveCall call;
  private static MetricsPage page;

  @BeforeAll
  static void start() {
    call = LiveCall.prepare();
    prometheus = PrometheusServer.scraping(call.server().url());
    // the JVM's pools are counted from the first collection on, which a short run may not see
    System.gc();
    call.begin();
    call.changeLayers();
    page = call.server().metrics();
    call.finishARecording();
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (call != null) {
      call.close();
    }
  }

  @Test
  void everyQueryOfEveryDashboardAndRuleReturnsData() throws IOException {
    Evidence evidence = new Evidence(prometheus);
    for (DashboardFile dashboard : DashboardFile.all()) {
      for (JsonNode panel : dashboard.panels()) {
        for (JsonNode target : panel.get("targets")) {
          evidence.ask(
              "%s / %s / %s"
                  .formatted(
                      dashboard.name(), panel.get("title").asText(), target.get("refId").asText()),
              DashboardFile.query(target));
        }
      }
    }
    askForRules(evidence);
    for (AdapterRule rule : AdapterRule.all()) {
      evidence.ask("autoscaler / " + rule.name(), rule.query("job=\"sluice\"", "instance"));
    }
    try {
      evidence.complete();
    } finally {
      Files.writeString(Path.of("target", "dashboards.txt"), evidence.text());
      drawAll();
    }
    assertEquals("up", prometheus.targets().get(0).get("health").asText());
  }

  /** Alerts are empty as long as all is well; what they look at is not. */
  private static void askForRules(Evidence evidence) {
    for (JsonNode group : prometheus.rules()) {
      for (JsonNode rule : group.get("rules")) {
        String name = rule.get("name").asText();
        if (rule.get("type").asText().equals("recording")) {
          evidence.ask("rule " + name, name);
          continue;
        }
        for (String selector : selectors(rule.get("query").asText())) {
          if (!ABSENT.matcher(selector).matches()) {
            evidence.ask("alert %s looks at %s".formatted(name, selector), selector);
          }
        }
      }
    }
  }

  private static Set<String> selectors(String expression) {
    Set<String> found = new LinkedHashSet<>();
    Matcher matcher = SELECTOR.matcher(expression);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  private static void drawAll() {
    try (DashboardPictures pictures = new DashboardPictures(call.browsers(), call.server().url())) {
      DashboardFile.all().forEach(each -> pictures.draw(each, prometheus));
    }
  }

  @Test
  void prometheusCanEvaluateEveryRule() {
    int rules = 0;
    for (JsonNode group : prometheus.rules()) {
      for (JsonNode rule : group.get("rules")) {
        assertEquals("", rule.path("lastError").asText(), rule.toString());
        rules++;
      }
    }
    assertTrue(rules > 40, rules + " rules");
  }

  @Test
  void promtoolHasNothingToSayAgainstThePage() {
    List<String> complaints =
        Promtool.complaintsAbout(page.text()).stream()
            .filter(line -> !CONTRACT.contains(line.split(" ")[0]))
            .toList();
    assertEquals(List.of(), complaints);
  }

  /** Written anew in {@code target/metrics-table.md}, to be put into the document. */
  @Test
  void theDocumentSaysOfEveryMetricWhatThePageSays() throws IOException {
    Map<String, Metric> shown = MetricsTable.ofPage(page.text());
    Map<String, Metric> documented = MetricsTable.ofDocument(Files.readString(DOCUMENT));
    List<String> rows = new ArrayList<>();
    shown.forEach(
        (name, metric) -> {
          Set<String> labels = new LinkedHashSet<>(metric.labels());
          if (labels.isEmpty() && documented.containsKey(name)) {
            labels.addAll(documented.get(name).labels()); // it never happened in this run
          }
          rows.add(new Metric(metric.type(), labels, metric.meaning()).row(name));
        });
    Files.write(Path.of("target", "metrics-table.md"), rows);
    List<String> documentedRows = new ArrayList<>();
    documented.forEach(
        (name, metric) -> {
          if (shown.containsKey(name) || !ABSENT.matcher(name).matches()) {
            documentedRows.add(metric.row(name));
          }
        });
    assertEquals(rows, documentedRows, "see target/metrics-table.md");
  }
}
