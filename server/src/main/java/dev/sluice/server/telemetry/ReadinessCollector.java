package dev.sluice.server.telemetry;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Whether the server is ready, as {@code /readyz} says. */
final class ReadinessCollector extends Collector {

  private final Supplier<Map<String, Boolean>> checks;

  /**
   * @param checks which holds, by name; asked at each scrape
   */
  ReadinessCollector(Supplier<Map<String, Boolean>> checks) {
    this.checks = checks;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    Map<String, Boolean> now = checks.get();
    Families whole =
        new Families().declareGauge("sluice_ready", "1 while new sessions may come, else 0.");
    whole.add("sluice_ready", now.containsValue(false) ? 0 : 1);
    Families parts =
        new Families("check")
            .declareGauge("sluice_ready_check", "1 while the check holds, else 0.");
    now.forEach((check, holds) -> parts.add("sluice_ready_check", holds ? 1 : 0, check));
    return List.of(whole.all().get(0), parts.all().get(0));
  }
}
