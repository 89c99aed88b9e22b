package dev.sluice.server.telemetry.tracing;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.RecordingId;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A span for each upload, from its first request until the store has the file, with an event for
 * each try that failed. A store that refuses us ends the span with an error, since it may take days
 * until somebody gives it other credentials; when it takes the file after all, that is another
 * span. Times are nanoseconds since the Unix epoch.
 */
final class UploadSpans {

  /** Uploads whose spans are open; more go untraced. */
  private static final int MAX_OPEN = 4096;

  private record Upload(RecordingId recording, String file) {}

  private final Tracer tracer;
  private final Map<Upload, Span> open = new HashMap<>();

  UploadSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  void start(RecorderEvent.UploadStarted event, Context parent, long epochNanos) {
    Upload upload = new Upload(event.recording(), event.file());
    if (open.size() < MAX_OPEN && !open.containsKey(upload)) {
      open.put(upload, span(upload, event.key(), parent, epochNanos));
    }
  }

  void fail(RecorderEvent.UploadFailed event, long epochNanos) {
    Upload upload = new Upload(event.recording(), event.file());
    Span span = open.get(upload);
    if (span == null) {
      return;
    }
    Attributes attributes =
        Attributes.of(
            Keys.REASON,
            Keys.word(event.failure()),
            Keys.DETAIL,
            event.message(),
            Keys.RETRY,
            Keys.seconds(event.retryNanos()));
    span.addEvent("try failed", attributes, epochNanos, TimeUnit.NANOSECONDS);
    span.setAttribute(Keys.FAILED_TRIES, (long) event.failures());
    if (event.failure() == UploadFailure.REFUSED
        || event.failure() == UploadFailure.MISCONFIGURED) {
      open.remove(upload);
      span.setStatus(StatusCode.ERROR, event.message());
      span.end(epochNanos, TimeUnit.NANOSECONDS);
    }
  }

  void finish(RecorderEvent.UploadFinished event, Context parent, long epochNanos) {
    Upload upload = new Upload(event.recording(), event.file());
    Span span = open.remove(upload);
    if (span == null) {
      span = span(upload, event.key(), parent, epochNanos - event.elapsedNanos());
    }
    span.setAttribute(Keys.BYTES, event.bytes());
    span.end(epochNanos, TimeUnit.NANOSECONDS);
  }

  void forget(RecordingId recording, long epochNanos) {
    Iterator<Map.Entry<Upload, Span>> entries = open.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Upload, Span> entry = entries.next();
      if (entry.getKey().recording().equals(recording)) {
        abandon(entry.getValue(), epochNanos);
        entries.remove();
      }
    }
  }

  void close(long epochNanos) {
    open.values().forEach(span -> abandon(span, epochNanos));
    open.clear();
  }

  private static void abandon(Span span, long epochNanos) {
    span.setAttribute(Keys.UNFINISHED, true);
    span.end(epochNanos, TimeUnit.NANOSECONDS);
  }

  private Span span(Upload upload, String key, Context parent, long epochNanos) {
    return tracer
        .spanBuilder("recording.upload")
        .setParent(parent)
        .setStartTimestamp(epochNanos, TimeUnit.NANOSECONDS)
        .setAttribute(Keys.RECORDING, upload.recording().value())
        .setAttribute(Keys.FILE, upload.file())
        .setAttribute(Keys.KEY, key)
        .startSpan();
  }
}
