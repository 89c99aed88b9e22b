package dev.sluice.server.app;

import dev.sluice.recorder.RecordingObserver;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.telemetry.JoinMetrics;
import dev.sluice.server.telemetry.tracing.Tracing;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.WallClock;
import java.util.Optional;

/**
 * Who watches: the metrics of joins, and traces where a collector is configured; without one
 * nothing of OpenTelemetry is loaded. Closed last, so that the end of everything is told.
 */
final class TelemetryParts implements AutoCloseable {

  private final Optional<Tracing> tracing;
  private final JoinMetrics joins;

  private TelemetryParts(Optional<Tracing> tracing) {
    this.tracing = tracing;
    this.joins =
        new JoinMetrics(tracing.<JoinObserver>map(Tracing::joins).orElse(JoinObserver.NONE));
  }

  static TelemetryParts start(ServerConfig config, NanoClock clock, WallClock wallClock) {
    return new TelemetryParts(
        config.tracing().map(options -> Tracing.start(options, Version.text(), clock, wallClock)));
  }

  /** Hears of every join. */
  JoinMetrics joins() {
    return joins;
  }

  /** Hears of recordings, where there are traces. */
  Optional<RecordingObserver> recordings() {
    return tracing.map(Tracing::recordings);
  }

  @Override
  public void close() {
    tracing.ifPresent(Tracing::close);
  }
}
