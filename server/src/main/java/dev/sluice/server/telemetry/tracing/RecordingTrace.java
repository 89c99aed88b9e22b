package dev.sluice.server.telemetry.tracing;

import dev.sluice.recorder.RecorderEvent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The spans of one recording and its files. Times are nanoseconds since the Unix epoch. */
final class RecordingTrace {

  /** A recording has at most so many open files whose spans are kept. */
  private static final int MAX_OPEN_FILES = 1024;

  private final Tracer tracer;
  private final Span recording;
  private final Context context;
  private final Map<String, Span> files = new HashMap<>();
  private long gaps;
  private long packetsDropped;
  private boolean ended;

  RecordingTrace(Tracer tracer, RecorderEvent.RecordingStarted event, long epochNanos) {
    this.tracer = tracer;
    recording =
        tracer
            .spanBuilder("recording")
            .setNoParent()
            .setStartTimestamp(epochNanos, TimeUnit.NANOSECONDS)
            .setAttribute(Keys.RECORDING, event.recording().value())
            .setAttribute(Keys.ROOM, event.room())
            .setAttribute(Keys.MODE, Keys.word(event.mode()))
            .setAttribute(Keys.STARTED_BY, event.startedBy())
            .startSpan();
    context = Context.root().with(recording);
  }

  /** What spans of the same recording have as their parent, even after its end. */
  Context context() {
    return context;
  }

  void note(String name, long epochNanos) {
    recording.addEvent(name, epochNanos, TimeUnit.NANOSECONDS);
  }

  void open(RecorderEvent.FileOpened event, long epochNanos) {
    if (files.size() >= MAX_OPEN_FILES) {
      return;
    }
    files.put(
        event.file(),
        tracer
            .spanBuilder("recording.file")
            .setParent(context)
            .setStartTimestamp(epochNanos, TimeUnit.NANOSECONDS)
            .setAttribute(Keys.RECORDING, event.recording().value())
            .setAttribute(Keys.FILE, event.file())
            .setAttribute(Keys.PARTICIPANT, event.participant())
            .startSpan());
  }

  void gap(RecorderEvent.MediaGap event, long epochNanos) {
    gaps++;
    Attributes attributes =
        Attributes.of(
            Keys.TRACK,
            event.track(),
            Keys.REASON,
            Keys.word(event.reason()),
            Keys.DURATION,
            Keys.seconds(event.durationNanos()));
    files
        .getOrDefault(event.file(), recording)
        .addEvent("gap", attributes, epochNanos, TimeUnit.NANOSECONDS);
  }

  void dropped(RecorderEvent.PacketsDropped event, long epochNanos) {
    packetsDropped += event.packets();
    Attributes attributes =
        Attributes.of(Keys.REASON, Keys.word(event.reason()), Keys.PACKETS, event.packets());
    recording.addEvent("packets dropped", attributes, epochNanos, TimeUnit.NANOSECONDS);
  }

  void alarm(RecorderEvent.DiskAlarm event, long epochNanos) {
    Attributes attributes =
        Attributes.of(Keys.FREE_BYTES, event.freeBytes(), Keys.DETAIL, event.detail());
    recording.addEvent("disk alarm", attributes, epochNanos, TimeUnit.NANOSECONDS);
  }

  void finish(RecorderEvent.FileFinished event, long epochNanos) {
    Span file = files.remove(event.file());
    if (file != null) {
      file.setAttribute(Keys.BYTES, event.bytes());
      file.setAttribute(Keys.MEDIA_SECONDS, Keys.seconds(event.durationNanos()));
      file.end(epochNanos, TimeUnit.NANOSECONDS);
    }
  }

  void end(RecorderEvent.RecordingEnded event, long epochNanos) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(Keys.STOP_REASON, Keys.word(event.reason()))
            .put(Keys.FILES, (long) event.files())
            .put(Keys.BYTES, event.bytes())
            .put(Keys.MEDIA_SECONDS, Keys.seconds(event.durationNanos()));
    recording.setAllAttributes(attributes.build());
    switch (event.reason()) {
      case DISK_FULL, DISK_ERROR, FAULT -> recording.setStatus(StatusCode.ERROR);
      case REQUESTED, ROOM_ENDED, SHUTDOWN, CRASH -> {
        // what happened is what was to happen
      }
    }
    endAll(epochNanos);
  }

  /** Ends what is open although nothing said that it is over. */
  void abandon(long epochNanos) {
    if (!ended) {
      recording.setAttribute(Keys.UNFINISHED, true);
      files.values().forEach(file -> file.setAttribute(Keys.UNFINISHED, true));
      endAll(epochNanos);
    }
  }

  private void endAll(long epochNanos) {
    if (!ended) {
      ended = true;
      files.values().forEach(file -> file.end(epochNanos, TimeUnit.NANOSECONDS));
      files.clear();
      recording.setAttribute(Keys.GAPS, gaps);
      recording.setAttribute(Keys.PACKETS_DROPPED, packetsDropped);
      recording.end(epochNanos, TimeUnit.NANOSECONDS);
    }
  }
}
