package dev.sluice.server.e2e.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.e2e.Poll;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** What a Prometheus answers to questions, each asked until there is an answer. */
final class Evidence {

  /** Longer than the longest interval of rates, and than what has to happen first. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final PrometheusServer prometheus;
  private final Map<String, String> open = new LinkedHashMap<>();
  private final Map<String, String> answers = new LinkedHashMap<>();

  Evidence(PrometheusServer prometheus) {
    this.prometheus = prometheus;
  }

  /**
   * @param question where the expression stands, for people
   */
  void ask(String question, String expression) {
    open.put(question, expression);
    answers.put(question, "");
  }

  /** Fails when some question gets no answer. */
  void complete() {
    try {
      Poll.until("every query returns data", PATIENCE, this::stillOpen, each -> each.isEmpty());
    } catch (AssertionError e) {
      StringBuilder text = new StringBuilder("without data:\n");
      open.forEach((where, expression) -> text.append(where + ": " + expression + "\n"));
      throw new AssertionError(text.toString(), e);
    }
  }

  private TreeSet<String> stillOpen() {
    for (Map.Entry<String, String> each : Map.copyOf(open).entrySet()) {
      JsonNode series = prometheus.now(each.getValue());
      for (JsonNode one : series) {
        String value = one.get("value").get(1).asText();
        if (!value.equals("NaN")) {
          answers.put(each.getKey(), "%d series, such as %s".formatted(series.size(), value));
          open.remove(each.getKey());
          break;
        }
      }
    }
    return new TreeSet<>(open.keySet());
  }

  /** A line for each question. */
  String text() {
    StringBuilder text = new StringBuilder();
    answers.forEach((question, answer) -> text.append(question + ": " + answer + "\n"));
    return text.toString();
  }
}
