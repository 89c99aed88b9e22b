package dev.sluice.server.e2e.soak;

import java.util.Map;

/**
 * What the server was at one moment.
 *
 * @param seconds since the soak began
 * @param phase what was going on
 * @param values by name
 * @param threads by name
 * @param descriptors by kind
 * @param roomSeries series at {@code /metrics} that a room has, by family
 * @param otherSeries the others, whose labels are words of the program
 */
record Sample(
    double seconds,
    String phase,
    Map<String, Double> values,
    Map<String, Integer> threads,
    Map<String, Integer> descriptors,
    Map<String, Integer> roomSeries,
    Map<String, Integer> otherSeries) {

  double value(String name) {
    return values.getOrDefault(name, 0.0);
  }

  int allThreads() {
    return sum(threads);
  }

  int allDescriptors() {
    return sum(descriptors);
  }

  int allSeries() {
    return sum(roomSeries) + sum(otherSeries);
  }

  int allOtherSeries() {
    return sum(otherSeries);
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
