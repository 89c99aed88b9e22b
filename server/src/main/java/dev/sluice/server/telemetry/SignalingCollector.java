package dev.sluice.server.telemetry;

import dev.sluice.server.signaling.SignalingStats;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;

/** Signaling's metrics. */
final class SignalingCollector extends Collector {

  private final Supplier<SignalingStats> signaling;

  SignalingCollector(Supplier<SignalingStats> signaling) {
    this.signaling = signaling;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    SignalingStats stats = signaling.get();
    Families families =
        new Families()
            .declareGauge("sluice_websockets", "Open WebSockets.")
            .declareGauge("sluice_sessions", "Participants, their WebSocket up or not.")
            .declareCounter("sluice_resumes_total", "Sessions taken up again.")
            .declareCounter("sluice_refusals_total", "Errors sent to clients.");
    families.add("sluice_websockets", stats.connections());
    families.add("sluice_sessions", stats.sessions());
    families.add("sluice_resumes_total", stats.resumes());
    families.add("sluice_refusals_total", stats.refusals());
    return families.all();
  }
}
