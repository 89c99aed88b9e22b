package dev.sluice.server.telemetry;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecordingObserver;
import dev.sluice.recorder.StopReason;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Histogram;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the recorder tells and no snapshot holds. Thread-safe. */
public final class RecordingCounter implements RecordingObserver {

  private static final double NANOS_PER_SECOND = 1e9;

  /** From a small file in the same building to a long one over a slow line, or an outage. */
  private static final double[] UPLOAD_SECONDS = {
    0.25, 1, 5, 15, 60, 5 * 60, 15 * 60, 60 * 60, 6 * 60 * 60, 24 * 60 * 60
  };

  private final Map<StopReason, LongAdder> ended = adders(StopReason.class);
  private final Map<DeletionReason, LongAdder> deleted = adders(DeletionReason.class);
  private final LongAdder deletedBytes = new LongAdder();
  private final LongAdder started = new LongAdder();
  private final LongAdder recovered = new LongAdder();
  private final Histogram uploads =
      Histogram.build(
              "sluice_upload_seconds",
              "From the first request of an upload until the store's copy was verified.")
          .buckets(UPLOAD_SECONDS)
          .create();

  @Override
  public void onEvent(RecorderEvent event) {
    if (event instanceof RecorderEvent.RecordingStarted) {
      started.increment();
    } else if (event instanceof RecorderEvent.RecordingEnded end) {
      ended.get(end.reason()).increment();
    } else if (event instanceof RecorderEvent.FileRecovered) {
      recovered.increment();
    } else if (event instanceof RecorderEvent.RecordingDeleted deletion) {
      deleted.get(deletion.reason()).increment();
      deletedBytes.add(deletion.bytes());
    } else if (event instanceof RecorderEvent.UploadFinished upload) {
      uploads.observe(upload.elapsedNanos() / NANOS_PER_SECOND);
    }
  }

  List<MetricFamilySamples> collect() {
    Families families =
        new Families()
            .declareCounter("sluice_recordings_started_total", "Recordings that began.")
            .declareCounter("sluice_recordings_ended_total", "Recordings that ended.", "reason")
            .declareCounter(
                "sluice_recording_files_recovered_total",
                "Files that a dead server left and that were made whole.")
            .declareCounter(
                "sluice_recordings_deleted_total",
                "Deletions of recordings or their local files.",
                "reason")
            .declareCounter(
                "sluice_recording_deleted_bytes_total", "Bytes that deletions freed here.");
    families.add("sluice_recordings_started_total", started.sum());
    ended.forEach(
        (reason, count) ->
            families.add("sluice_recordings_ended_total", count.sum(), word(reason)));
    families.add("sluice_recording_files_recovered_total", recovered.sum());
    deleted.forEach(
        (reason, count) ->
            families.add("sluice_recordings_deleted_total", count.sum(), word(reason)));
    families.add("sluice_recording_deleted_bytes_total", deletedBytes.sum());
    List<MetricFamilySamples> all = new ArrayList<>(families.all());
    all.addAll(uploads.collect());
    return all;
  }

  private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
    Map<E, LongAdder> adders = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      adders.put(constant, new LongAdder());
    }
    return adders;
  }

  /** How a constant is written in labels. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
