package dev.sluice.server.telemetry;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metric families of one scrape, filled from snapshots and then thrown away. */
final class Families {

  private final Map<String, MetricFamilySamples> byName = new LinkedHashMap<>();
  private final List<String> labelNames;

  /**
   * @param labelNames the labels all families of this scrape share
   */
  Families(String... labelNames) {
    this.labelNames = List.of(labelNames);
  }

  /** Makes a family that stands on the page even if it stays empty. */
  Families declareGauge(String name, String help) {
    byName.put(name, new GaugeMetricFamily(name, help, labelNames));
    return this;
  }

  /** The same for a counter; {@code name} ends in {@code _total}. */
  Families declareCounter(String name, String help, String... moreLabels) {
    List<String> names = new ArrayList<>(labelNames);
    names.addAll(List.of(moreLabels));
    byName.put(name, new CounterMetricFamily(name, help, names));
    return this;
  }

  /** Adds a sample to a declared family. */
  void add(String name, double value, String... labels) {
    MetricFamilySamples family = byName.get(name);
    if (family instanceof GaugeMetricFamily gauge) {
      gauge.addMetric(List.of(labels), value);
    } else if (family instanceof CounterMetricFamily counter) {
      counter.addMetric(List.of(labels), value);
    } else {
      throw new IllegalArgumentException("not declared: " + name);
    }
  }

  /** Adds a count; from 2^53 on it loses precision, as everything in Prometheus does. */
  void add(String name, long value, String... labels) {
    add(name, (double) value, labels);
  }

  List<MetricFamilySamples> all() {
    return List.copyOf(byName.values());
  }
}
