package dev.sluice.server.app;

import dev.sluice.recorder.RecordingObserver;
import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.telemetry.ErrorSink;
import dev.sluice.server.telemetry.tracing.Tracing;
import dev.sluice.server.telemetry.tracing.TracingOptions;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.WallClock;
import java.util.Optional;

/**
 * What a collector is told by, in types that know nothing of OpenTelemetry: the class that does is
 * touched only where there is a collector.
 *
 * @param joins hears of joins
 * @param recordings hears of recordings
 * @param errors takes errors
 * @param end sends what there is and ends it
 */
record Traces(
    JoinObserver joins,
    Optional<RecordingObserver> recordings,
    Optional<ErrorSink> errors,
    Runnable end) {

  /** Without a collector. */
  static final Traces NONE =
      new Traces(JoinObserver.NONE, Optional.empty(), Optional.empty(), () -> {});

  static Traces start(TracingOptions options, NanoClock clock, WallClock wallClock) {
    Tracing tracing = Tracing.start(options, Version.text(), clock, wallClock);
    return new Traces(
        tracing.joins(), Optional.of(tracing.recordings()), tracing.errors(), tracing::close);
  }
}
