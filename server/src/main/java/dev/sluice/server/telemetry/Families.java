package dev.sluice.server.telemetry;

import dev.sluice.server.media.DurationCounts;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metric families of one scrape, filled from snapshots and then thrown away. */
final class Families {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<String, MetricFamilySamples> byName = new LinkedHashMap<>();
  private final List<String> labelNames;

  /**
   * @param labelNames the labels all families of this scrape share
   */
  Families(String... labelNames) {
    this.labelNames = List.of(labelNames);
  }

  /** Makes a family that stands on the page even if it stays empty. */
  Families declareGauge(String name, String help, String... moreLabels) {
    byName.put(name, new GaugeMetricFamily(name, help, labelsWith(moreLabels)));
    return this;
  }

  /** The same for a counter; {@code name} ends in {@code _total}. */
  Families declareCounter(String name, String help, String... moreLabels) {
    byName.put(name, new CounterMetricFamily(name, help, labelsWith(moreLabels)));
    return this;
  }

  private List<String> labelsWith(String... more) {
    List<String> names = new ArrayList<>(labelNames);
    names.addAll(List.of(more));
    return names;
  }

  /** The same for a histogram. */
  Families declareHistogram(String name, String help) {
    byName.put(
        name, new MetricFamilySamples(name, Collector.Type.HISTOGRAM, help, new ArrayList<>()));
    return this;
  }

  /** Whether a declared family counts, so that its samples only grow. */
  boolean isCounter(String name) {
    return byName.get(name) instanceof CounterMetricFamily;
  }

  /** Adds a declared histogram's samples, its durations in seconds. */
  void addHistogram(String name, DurationCounts counts, String... labels) {
    List<Sample> samples = byName.get(name).samples;
    List<String> bucketLabels = new ArrayList<>(labelNames);
    bucketLabels.add("le");
    long cumulative = 0;
    for (int i = 0; i < counts.counts().size(); i++) {
      cumulative += counts.counts().get(i);
      double bound =
          i < counts.boundsNanos().size()
              ? counts.boundsNanos().get(i) / NANOS_PER_SECOND
              : Double.POSITIVE_INFINITY;
      List<String> values = new ArrayList<>(List.of(labels));
      values.add(Collector.doubleToGoString(bound));
      samples.add(new Sample(name + "_bucket", bucketLabels, values, cumulative));
    }
    List<String> values = List.of(labels);
    samples.add(new Sample(name + "_count", labelNames, values, cumulative));
    samples.add(
        new Sample(name + "_sum", labelNames, values, counts.sumNanos() / NANOS_PER_SECOND));
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
