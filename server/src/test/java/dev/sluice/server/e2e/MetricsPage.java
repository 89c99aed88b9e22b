package dev.sluice.server.e2e;

import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code /metrics} said at one moment.
 *
 * @param text Prometheus' text format
 */
public record MetricsPage(String text) {

  /**
   * The sum of all samples of a metric whose labels include these.
   *
   * @param labels such as {@code room="a"}
   */
  public double sum(String name, String... labels) {
    return samples(name, labels)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Whether there is such a sample, whatever its value. */
  public boolean has(String name, String... labels) {
    return samples(name, labels).findAny().isPresent();
  }

  private Stream<String> samples(String name, String... labels) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> List.of(labels).stream().allMatch(line::contains));
  }
}
