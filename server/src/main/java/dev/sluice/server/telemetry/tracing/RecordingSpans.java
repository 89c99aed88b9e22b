package dev.sluice.server.telemetry.tracing;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingObserver;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.WallClock;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A trace for each recording: a span from its first event to its last, and below it one for each
 * file and one for each upload. Uploads outlive the recording, so its trace is remembered for a
 * while; those of a recording of an earlier run begin a trace of their own. Thread-safe; what is
 * remembered is bounded.
 */
final class RecordingSpans implements RecordingObserver {

  /** Recordings whose trace is remembered, the present ones and those that ended last. */
  private static final int MAX_TRACES = 4096;

  private final Tracer tracer;
  private final NanoClock clock;
  private final WallClock wallClock;
  private final UploadSpans uploads;
  private final Map<RecordingId, RecordingTrace> traces =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RecordingId, RecordingTrace> eldest) {
          if (size() <= MAX_TRACES) {
            return false;
          }
          eldest.getValue().abandon(epochNanos(clock.nanoTime()));
          return true;
        }
      };

  RecordingSpans(Tracer tracer, NanoClock clock, WallClock wallClock) {
    this.tracer = tracer;
    this.clock = clock;
    this.wallClock = wallClock;
    this.uploads = new UploadSpans(tracer);
  }

  @Override
  public synchronized void onEvent(RecorderEvent event) {
    if (event instanceof RecorderEvent.RecordingStarted started) {
      traces.put(
          started.recording(), new RecordingTrace(tracer, started, epochNanos(started.atNanos())));
    } else if (event instanceof RecorderEvent.RecordingPaused paused) {
      note(paused.recording(), "paused", paused.atNanos());
    } else if (event instanceof RecorderEvent.RecordingResumed resumed) {
      note(resumed.recording(), "resumed", resumed.atNanos());
    } else if (event instanceof RecorderEvent.FileOpened opened) {
      with(opened.recording(), trace -> trace.open(opened, epochNanos(opened.atNanos())));
    } else if (event instanceof RecorderEvent.FileFinished finished) {
      with(finished.recording(), trace -> trace.finish(finished, epochNanos(finished.atNanos())));
    } else if (event instanceof RecorderEvent.MediaGap gap) {
      with(gap.recording(), trace -> trace.gap(gap, epochNanos(clock.nanoTime())));
    } else if (event instanceof RecorderEvent.PacketsDropped dropped) {
      dropped
          .recording()
          .ifPresent(
              id -> with(id, trace -> trace.dropped(dropped, epochNanos(dropped.atNanos()))));
    } else if (event instanceof RecorderEvent.RecordingEnded ended) {
      with(ended.recording(), trace -> trace.end(ended, epochNanos(ended.atNanos())));
    } else if (event instanceof RecorderEvent.DiskAlarm alarm) {
      long now = epochNanos(clock.nanoTime());
      traces.values().forEach(trace -> trace.alarm(alarm, now));
    } else if (event instanceof RecorderEvent.FileRecovered recovered) {
      recovered(recovered);
    } else if (event instanceof RecorderEvent.UploadStarted started) {
      uploads.start(started, parent(started.recording()), epochNanos(started.atNanos()));
    } else if (event instanceof RecorderEvent.UploadFailed failed) {
      uploads.fail(failed, epochNanos(failed.atNanos()));
    } else if (event instanceof RecorderEvent.UploadFinished finished) {
      uploads.finish(finished, parent(finished.recording()), epochNanos(finished.atNanos()));
    } else if (event instanceof RecorderEvent.RecordingDeleted deleted
        && deleted.reason() != RecorderEvent.DeletionReason.UPLOADED) {
      forget(deleted.recording());
    }
  }

  /** Nothing more will come of a recording that is deleted. */
  private void forget(RecordingId recording) {
    long now = epochNanos(clock.nanoTime());
    uploads.forget(recording, now);
    RecordingTrace trace = traces.remove(recording);
    if (trace != null) {
      trace.abandon(now);
    }
  }

  /** Ends all that is open. */
  synchronized void close() {
    long now = epochNanos(clock.nanoTime());
    traces.values().forEach(trace -> trace.abandon(now));
    traces.clear();
    uploads.close(now);
  }

  private void note(RecordingId recording, String name, long atNanos) {
    with(recording, trace -> trace.note(name, epochNanos(atNanos)));
  }

  private void with(RecordingId recording, Consumer<RecordingTrace> action) {
    RecordingTrace trace = traces.get(recording);
    if (trace != null) {
      action.accept(trace);
    }
  }

  private Context parent(RecordingId recording) {
    RecordingTrace trace = traces.get(recording);
    return trace == null ? Context.root() : trace.context();
  }

  private void recovered(RecorderEvent.FileRecovered event) {
    long now = epochNanos(clock.nanoTime());
    SpanBuilder builder = tracer.spanBuilder("recording.recovery").setNoParent();
    Span span = builder.setStartTimestamp(now, TimeUnit.NANOSECONDS).startSpan();
    span.setAllAttributes(
        Attributes.builder()
            .put(Keys.RECORDING, event.recording().value())
            .put(Keys.FILE, event.file())
            .put(Keys.BYTES, event.bytes())
            .put(Keys.MEDIA_SECONDS, Keys.seconds(event.durationNanos()))
            .build());
    span.end(now, TimeUnit.NANOSECONDS);
  }

  private long epochNanos(long nanos) {
    return wallClock.epochNanos(nanos);
  }
}
