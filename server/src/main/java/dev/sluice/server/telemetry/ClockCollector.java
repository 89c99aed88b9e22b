package dev.sluice.server.telemetry;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.LongSupplier;

/** How often the machine's clock has leapt. */
final class ClockCollector extends Collector {

  private static final String LEAPS = "sluice_clock_leaps_total";

  private final LongSupplier leaps;

  ClockCollector(LongSupplier leaps) {
    this.leaps = leaps;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Families families =
        new Families()
            .declareCounter(LEAPS, "Leaps of the machine's clock by two seconds or more.");
    families.add(LEAPS, leaps.getAsLong());
    return families.all();
  }
}
