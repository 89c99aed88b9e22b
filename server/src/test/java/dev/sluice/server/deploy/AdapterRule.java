package dev.sluice.server.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A metric that prometheus-adapter makes of ours, for the HorizontalPodAutoscaler.
 *
 * @param name what it is called
 * @param series the metric it is made of
 * @param template a query with the adapter's placeholders
 */
public record AdapterRule(String name, String series, String template) {

  /** All in {@code deploy/kubernetes/prometheus-adapter-values.yaml}. */
  public static List<AdapterRule> all() {
    JsonNode rules =
        Manifest.documents(Manifest.DIRECTORY.resolve("prometheus-adapter-values.yaml"))
            .get(0)
            .at("/rules/custom");
    return Manifest.list(rules).stream()
        .map(
            rule ->
                new AdapterRule(
                    rule.at("/name/as").asText(),
                    rule.get("seriesQuery").asText().replaceFirst("\\{.*", ""),
                    rule.get("metricsQuery").asText()))
        .toList();
  }

  /**
   * The query as the adapter asks it.
   *
   * @param matchers as in {@code namespace="calls",pod=~"sluice-0|sluice-1"}
   * @param groupBy a label
   */
  public String query(String matchers, String groupBy) {
    return template
        .replace("<<.Series>>", series)
        .replace("<<.LabelMatchers>>", matchers)
        .replace("<<.GroupBy>>", groupBy);
  }
}
