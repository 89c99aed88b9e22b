package dev.sluice.server.telemetry;

import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.engine.RecorderStats;
import dev.sluice.recorder.engine.WriterStats;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The recorder's metrics, by writer where that tells which is behind. */
final class RecorderCollector extends Collector {

  private static final double NANOS_PER_SECOND = 1e9;

  private final Supplier<RecorderStats> recorder;
  private final RecordingCounter counter;

  RecorderCollector(Supplier<RecorderStats> recorder, RecordingCounter counter) {
    this.recorder = recorder;
    this.counter = counter;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    RecorderStats stats = recorder.get();
    List<MetricFamilySamples> all = new ArrayList<>(totals(stats).all());
    all.addAll(writers(stats).all());
    all.addAll(counter.collect());
    return all;
  }

  private static Families totals(RecorderStats stats) {
    Families families =
        new Families()
            .declareGauge(
                "sluice_recordings_active", "Recordings that go on or are being finished.")
            .declareGauge("sluice_recording_tracks", "Tracks that are recorded.")
            .declareGauge("sluice_recording_files_open", "Files that are written.")
            .declareCounter("sluice_recording_files_total", "Files that were begun.")
            .declareCounter("sluice_recording_bytes_total", "Bytes handed to the operating system.")
            .declareCounter("sluice_recording_packets_total", "RTP packets that were recorded.")
            .declareCounter("sluice_recording_frames_total", "Coded frames that were written.")
            .declareCounter("sluice_recording_lost_packets_total", "RTP packets that never came.")
            .declareCounter(
                "sluice_recording_dropped_packets_total",
                "RTP packets that came and are in no file.",
                "reason")
            .declareCounter("sluice_recording_gaps_total", "Gaps in files.", "reason");
    families.add("sluice_recordings_active", stats.recordings());
    families.add("sluice_recording_tracks", stats.tracks());
    families.add("sluice_recording_files_open", stats.openFiles());
    families.add("sluice_recording_files_total", stats.files());
    families.add("sluice_recording_bytes_total", stats.bytes());
    families.add("sluice_recording_packets_total", stats.packets());
    families.add("sluice_recording_frames_total", stats.frames());
    families.add("sluice_recording_lost_packets_total", stats.lost());
    for (PacketDropReason reason : PacketDropReason.values()) {
      families.add(
          "sluice_recording_dropped_packets_total",
          stats.dropped(reason),
          RecordingCounter.word(reason));
    }
    for (GapReason reason : GapReason.values()) {
      families.add(
          "sluice_recording_gaps_total", stats.gaps(reason), RecordingCounter.word(reason));
    }
    return families;
  }

  private static Families writers(RecorderStats stats) {
    Families families =
        new Families("writer")
            .declareGauge(
                "sluice_recorder_queue_bytes", "Bytes between a media loop and its writer.")
            .declareGauge("sluice_recorder_queue_capacity_bytes", "The most that can wait there.")
            .declareGauge(
                "sluice_recorder_queue_high_water_bytes", "The most that ever waited there.")
            .declareCounter(
                "sluice_recorder_busy_seconds_total",
                "Time in which the writer had something to do; its rate is the busy ratio.");
    for (WriterStats writer : stats.writers()) {
      String name = writer.name();
      families.add("sluice_recorder_queue_bytes", writer.queueBytes(), name);
      families.add("sluice_recorder_queue_capacity_bytes", writer.queueCapacityBytes(), name);
      families.add("sluice_recorder_queue_high_water_bytes", writer.queueHighWaterBytes(), name);
      families.add(
          "sluice_recorder_busy_seconds_total", writer.busyNanos() / NANOS_PER_SECOND, name);
    }
    return families;
  }
}
