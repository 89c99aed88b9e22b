package dev.sluice.server.telemetry;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.upload.UploadStats;
import io.prometheus.client.Collector;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The uploads' metrics; absent when nothing is uploaded. */
final class UploadCollector extends Collector {

  private static final double MILLIS_PER_SECOND = 1e3;

  private final Supplier<Optional<UploadStats>> uploads;
  private final InstantSource clock;

  UploadCollector(Supplier<Optional<UploadStats>> uploads, InstantSource clock) {
    this.uploads = uploads;
    this.clock = clock;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    return uploads.get().map(this::families).orElse(List.of());
  }

  private List<MetricFamilySamples> families(UploadStats stats) {
    Families families =
        new Families()
            .declareGauge("sluice_uploads_waiting", "Files that are not in the store yet.")
            .declareGauge("sluice_upload_bytes_waiting", "Bytes of them that were not sent yet.")
            .declareGauge(
                "sluice_upload_oldest_waiting_seconds",
                "Since the oldest finished file that waits was begun; 0 when none waits.")
            .declareGauge("sluice_uploads_in_flight", "Requests to the store under way.")
            .declareGauge(
                "sluice_uploads_parked",
                "Files the store lost so often that they wait for a restart.")
            .declareCounter("sluice_uploads_finished_total", "Files verified in the store.")
            .declareCounter("sluice_upload_finished_bytes_total", "Bytes of them.")
            .declareCounter(
                "sluice_upload_sent_bytes_total", "Bytes sent, those sent again included.")
            .declareCounter(
                "sluice_upload_failures_total", "Requests to the store that failed.", "kind");
    families.add("sluice_uploads_waiting", stats.waitingFiles());
    families.add("sluice_upload_bytes_waiting", stats.waitingBytes());
    families.add("sluice_upload_oldest_waiting_seconds", oldestSeconds(stats));
    families.add("sluice_uploads_in_flight", stats.inFlight());
    families.add("sluice_uploads_parked", stats.parkedFiles());
    families.add("sluice_uploads_finished_total", stats.uploadedFiles());
    families.add("sluice_upload_finished_bytes_total", stats.uploadedBytes());
    families.add("sluice_upload_sent_bytes_total", stats.sentBytes());
    for (UploadFailure kind : UploadFailure.values()) {
      families.add(
          "sluice_upload_failures_total",
          stats.failures().getOrDefault(kind, 0L),
          RecordingCounter.word(kind));
    }
    return families.all();
  }

  private double oldestSeconds(UploadStats stats) {
    return stats.oldestSinceMillis().isEmpty()
        ? 0
        : Math.max(0, clock.millis() - stats.oldestSinceMillis().getAsLong()) / MILLIS_PER_SECOND;
  }
}
