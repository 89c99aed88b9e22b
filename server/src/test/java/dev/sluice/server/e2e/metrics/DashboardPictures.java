package dev.sluice.server.e2e.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Poll;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pictures in {@code target/dashboards} of what dashboards would show: {@code dashboard.js} draws
 * what Prometheus answers. It is not Grafana.
 */
final class DashboardPictures implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DIRECTORY = Path.of("target", "dashboards");
  private static final Duration SHOWN = Duration.ofSeconds(40);
  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

  private final ChromiumPage page;

  DashboardPictures(Browsers browsers, URI server) {
    page =
        browsers.page(
            server.resolve("/web/e2e/dashboard.html"),
            browsers.executable(),
            new FakeCapture(Colour.BLACK, 440));
    Poll.until("the page is ready", () -> page.evaluate("!!globalThis.draw"), JsonNode::asBoolean);
  }

  void draw(DashboardFile dashboard, PrometheusServer prometheus) {
    ObjectNode data = JSON.createObjectNode();
    for (JsonNode panel : dashboard.panels()) {
      ArrayNode series = data.putArray(panel.get("id").asText());
      for (JsonNode target : panel.get("targets")) {
        String legend = target.get("legendFormat").asText();
        for (JsonNode one : prometheus.lately(DashboardFile.query(target), SHOWN)) {
          add(series, legend, one);
        }
      }
    }
    page.evaluate("draw(%s, %s)".formatted(dashboard.json(), data));
    page.picture(DIRECTORY.resolve(dashboard.name() + ".png"));
  }

  private static void add(ArrayNode series, String legend, JsonNode one) {
    ArrayNode values = JSON.createArrayNode();
    for (JsonNode value : one.get("values")) {
      if (!value.get(1).asText().equals("NaN")) {
        values.addArray().add(value.get(0).asDouble()).add(value.get(1).asDouble());
      }
    }
    if (!values.isEmpty()) {
      series.addObject().put("legend", filled(legend, one.get("metric"))).set("values", values);
    }
  }

  /** Grafana's legends name labels. */
  private static String filled(String legend, JsonNode labels) {
    return LABEL
        .matcher(legend)
        .replaceAll(found -> Matcher.quoteReplacement(labels.path(found.group(1)).asText()));
  }

  @Override
  public void close() {
    page.close();
  }
}
