package dev.sluice.server.telemetry;

import dev.sluice.server.media.IceTcpStats;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;

/** What became of TCP connections for ICE. */
final class IceTcpCollector extends Collector {

  private final Supplier<IceTcpStats> stats;

  IceTcpCollector(Supplier<IceTcpStats> stats) {
    this.stats = stats;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    IceTcpStats now = stats.get();
    Families families =
        new Families()
            .declareCounter("sluice_ice_tcp_accepted_total", "ICE-TCP connections taken up.")
            .declareGauge(
                "sluice_ice_tcp_unproven", "ICE-TCP connections without a valid check so far.")
            .declareCounter(
                "sluice_ice_tcp_refused_total",
                "ICE-TCP connections closed before they belonged to a transport.",
                "reason");
    families.add("sluice_ice_tcp_accepted_total", now.accepted());
    families.add("sluice_ice_tcp_unproven", now.unproven());
    now.refused()
        .forEach(
            (reason, count) -> families.add("sluice_ice_tcp_refused_total", count, reason.label()));
    return families.all();
  }
}
