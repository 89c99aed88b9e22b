package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;

import java.util.List;

/** The variables of the metrics page. */
final class MetricsVariables {

  private static final int MAX_ROOMS = 100_000;

  static final Variable<Integer> METRICS_MAX_ROOMS =
      plain(
          "METRICS_MAX_ROOMS",
          "200",
          "0 to " + MAX_ROOMS,
          "rooms that have metrics of their own; the rest is summed as room \"(other)\"",
          text -> Values.integer(text, 0, MAX_ROOMS));

  static final List<Variable<?>> ALL = List.of(METRICS_MAX_ROOMS);

  private MetricsVariables() {}
}
