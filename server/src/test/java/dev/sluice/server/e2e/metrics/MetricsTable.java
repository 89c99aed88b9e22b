package dev.sluice.server.e2e.metrics;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics by name, as a page shows them or as the document's table does. */
final class MetricsTable {

  private static final Pattern HELP = Pattern.compile("# HELP (\\S+) (.*)");
  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (.*)");
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)\\{(.*)} \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
  private static final Pattern OURS = Pattern.compile("(sluice|webrtc)_.*(?<!_created)");
  private static final Pattern ROW =
      Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| (.*?) ?\\| (.*) \\|");

  /**
   * One metric.
   *
   * @param labels their names; empty also while there is no sample
   */
  record Metric(String type, Set<String> labels, String meaning) {

    /** A row of the document. */
    String row(String name) {
      return "| `%s` | %s | %s | %s |".formatted(name, type, String.join(", ", labels), meaning);
    }
  }

  private MetricsTable() {}

  /** Our own metrics on a page. */
  static Map<String, Metric> ofPage(String text) {
    Map<String, String> help = new TreeMap<>();
    Map<String, Metric> metrics = new TreeMap<>();
    String family = "";
    for (String line : text.lines().toList()) {
      Matcher helped = HELP.matcher(line);
      Matcher typed = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (helped.matches()) {
        help.put(helped.group(1), helped.group(2));
      } else if (typed.matches()) {
        family = typed.group(1);
        if (OURS.matcher(family).matches()) {
          metrics.put(family, new Metric(typed.group(2), new LinkedHashSet<>(), help.get(family)));
        }
      } else if (sample.matches() && metrics.containsKey(family)) {
        addLabels(metrics.get(family).labels(), sample.group(2));
      }
    }
    return metrics;
  }

  private static void addLabels(Set<String> names, String labels) {
    Matcher label = LABEL.matcher(labels);
    while (label.find()) {
      if (!label.group(1).equals("le")) {
        names.add(label.group(1));
      }
    }
  }

  /** The rows of a document's tables that are about metrics. */
  static Map<String, Metric> ofDocument(String markdown) {
    Map<String, Metric> metrics = new TreeMap<>();
    markdown
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(
            row -> {
              Set<String> labels = new LinkedHashSet<>();
              for (String label : row.group(3).split(", ")) {
                if (!label.isBlank()) {
                  labels.add(label.strip());
                }
              }
              metrics.put(row.group(1), new Metric(row.group(2), labels, row.group(4)));
            });
    return metrics;
  }
}
