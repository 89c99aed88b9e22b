package dev.sluice.server.app;

import dev.sluice.recorder.RecordingObserver;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.telemetry.ErrorSink;
import dev.sluice.server.telemetry.ErrorWebhook;
import dev.sluice.server.telemetry.JoinMetrics;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.WallClock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who watches: the metrics of joins, traces where a collector is configured, and who is told of
 * errors. Closed after rooms and recordings, so that their end is told.
 */
final class TelemetryParts implements AutoCloseable {

  private final Traces traces;
  private final Optional<ErrorWebhook> webhook;
  private final JoinMetrics joins;
  private final Runnable endReports;

  private TelemetryParts(Traces traces, Optional<ErrorWebhook> webhook, NanoClock clock) {
    this.traces = traces;
    this.webhook = webhook;
    this.joins = new JoinMetrics(traces.joins());
    List<ErrorSink> sinks =
        Stream.<ErrorSink>concat(traces.errors().stream(), webhook.stream()).toList();
    this.endReports = sinks.isEmpty() ? () -> {} : Logging.reportErrors(sinks, clock);
  }

  static TelemetryParts start(ServerConfig config, NanoClock clock, WallClock wallClock) {
    Traces traces =
        config
            .tracing()
            .map(options -> Traces.start(options, clock, wallClock))
            .orElse(Traces.NONE);
    Optional<ErrorWebhook> webhook =
        config.errorWebhook().map(options -> ErrorWebhook.start(options, Version.text()));
    return new TelemetryParts(traces, webhook, clock);
  }

  /** Hears of every join. */
  JoinMetrics joins() {
    return joins;
  }

  /** Hears of recordings, where there are traces. */
  Optional<RecordingObserver> recordings() {
    return traces.recordings();
  }

  @Override
  public void close() {
    endReports.run();
    webhook.ifPresent(ErrorWebhook::close);
    traces.end().run();
  }
}
