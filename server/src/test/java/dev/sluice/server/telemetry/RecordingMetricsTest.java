package dev.sluice.server.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.engine.RecorderStats;
import dev.sluice.recorder.engine.WriterStats;
import dev.sluice.recorder.library.DiskSpace;
import dev.sluice.recorder.upload.UploadStats;
import dev.sluice.server.telemetry.RecordingMetrics.Disk;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordingMetricsTest {

  private static final RecordingId ID = new RecordingId("20261126T012109Z-4f9a1c");
  private static final Instant NOW = Instant.parse("2026-11-26T02:00:00Z");
  private static final long SECOND = 1_000_000_000L;

  private final RecordingCounter counter = new RecordingCounter();
  private Optional<UploadStats> uploads = Optional.of(uploads());
  private Disk disk = new Disk(Optional.of(new DiskSpace.Reading(1000, 4000)), Disk.State.ROOM);

  @Test
  void showsWhatTheRecorderDoes() throws IOException {
    List<String> lines = lines();

    assertTrue(lines.contains("sluice_recordings_active 3.0"), lines.toString());
    assertTrue(lines.contains("sluice_recording_tracks 7.0"));
    assertTrue(lines.contains("sluice_recording_files_open 5.0"));
    assertTrue(lines.contains("sluice_recording_files_total 12.0"));
    assertTrue(lines.contains("sluice_recording_bytes_total 1300.0"));
    assertTrue(lines.contains("sluice_recording_packets_total 70.0"));
    assertTrue(lines.contains("sluice_recording_frames_total 60.0"));
    assertTrue(lines.contains("sluice_recording_lost_packets_total 4.0"));
    assertTrue(
        lines.contains("sluice_recording_dropped_packets_total{reason=\"queue_full\",} 11.0"));
    assertTrue(lines.contains("sluice_recording_dropped_packets_total{reason=\"ended\",} 0.0"));
    assertTrue(lines.contains("sluice_recording_gaps_total{reason=\"loss\",} 2.0"));
    assertTrue(lines.contains("sluice_recorder_queue_bytes{writer=\"recorder-1\",} 512.0"));
    assertTrue(
        lines.contains("sluice_recorder_queue_high_water_bytes{writer=\"recorder-0\",} 0.0"));
    assertTrue(lines.contains("sluice_recorder_busy_seconds_total{writer=\"recorder-1\",} 2.5"));
  }

  @Test
  void showsTheUploadsAndSinceWhenTheOldestWaits() throws IOException {
    List<String> lines = lines();

    assertTrue(lines.contains("sluice_uploads_waiting 4.0"));
    assertTrue(lines.contains("sluice_upload_bytes_waiting 5000.0"));
    assertTrue(lines.contains("sluice_upload_oldest_waiting_seconds 90.0"));
    assertTrue(lines.contains("sluice_uploads_in_flight 2.0"));
    assertTrue(lines.contains("sluice_uploads_parked 1.0"));
    assertTrue(lines.contains("sluice_uploads_finished_total 6.0"));
    assertTrue(lines.contains("sluice_upload_finished_bytes_total 6000.0"));
    assertTrue(lines.contains("sluice_upload_sent_bytes_total 7000.0"));
    assertTrue(lines.contains("sluice_upload_failures_total{kind=\"refused\",} 8.0"));
    assertTrue(lines.contains("sluice_upload_failures_total{kind=\"transient\",} 0.0"));
  }

  @Test
  void saysNothingOfUploadsWhereThereAreNone() throws IOException {
    uploads = Optional.empty();

    assertFalse(lines().stream().anyMatch(line -> line.startsWith("sluice_uploads_waiting")));
  }

  @Test
  void countsWhatHappened() throws IOException {
    counter.onEvent(
        new RecorderEvent.RecordingStarted(ID, "blue", "api", RecordingMode.PER_TRACK, 0));
    counter.onEvent(new RecorderEvent.RecordingEnded(ID, "blue", StopReason.DISK_FULL, 1, 2, 3, 4));
    counter.onEvent(new RecorderEvent.FileRecovered(ID, "a.webm", 5, 6));
    counter.onEvent(new RecorderEvent.RecordingDeleted(ID, DeletionReason.AGE, 7));
    counter.onEvent(new RecorderEvent.UploadFinished(ID, "a.webm", "a.webm", 8, 3 * SECOND, 9));

    List<String> lines = lines();

    assertTrue(lines.contains("sluice_recordings_started_total 1.0"));
    assertTrue(lines.contains("sluice_recordings_ended_total{reason=\"disk_full\",} 1.0"));
    assertTrue(lines.contains("sluice_recordings_ended_total{reason=\"fault\",} 0.0"));
    assertTrue(lines.contains("sluice_recording_files_recovered_total 1.0"));
    assertTrue(lines.contains("sluice_recordings_deleted_total{reason=\"age\",} 1.0"));
    assertTrue(lines.contains("sluice_recording_deleted_bytes_total 7.0"));
    assertTrue(lines.contains("sluice_upload_seconds_bucket{le=\"1.0\",} 0.0"));
    assertTrue(lines.contains("sluice_upload_seconds_bucket{le=\"5.0\",} 1.0"));
    assertTrue(lines.contains("sluice_upload_seconds_sum 3.0"));
  }

  @Test
  void showsTheDiskAsFarAsItIsKnown() throws IOException {
    assertTrue(lines().contains("sluice_recordings_disk_free_bytes 1000.0"));
    assertTrue(lines().contains("sluice_recordings_disk_bytes 4000.0"));
    assertTrue(lines().contains("sluice_recordings_disk_full 0.0"));

    disk = new Disk(Optional.empty(), Disk.State.FULL);

    assertTrue(lines().contains("sluice_recordings_disk_full 1.0"));
    assertFalse(
        lines().stream().anyMatch(line -> line.startsWith("sluice_recordings_disk_free_bytes ")));
  }

  @Test
  void everyFamilyIsDescribedOnceAndEndsAsItsTypeSays() throws IOException {
    Set<String> described = new HashSet<>();

    for (String line : lines()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        assertTrue(described.add(words[2]), line);
        assertTrue(words[3].endsWith("."), line);
      } else if (line.startsWith("# TYPE ")) {
        assertEquals(words[3].equals("counter"), words[2].endsWith("_total"), line);
      }
    }
  }

  private List<String> lines() throws IOException {
    CollectorRegistry registry = new CollectorRegistry();
    new RecordingMetrics(
            () -> new RecorderStats(List.of(idle(), busy())),
            () -> uploads,
            counter,
            () -> disk,
            InstantSource.fixed(NOW))
        .collectors()
        .forEach(registry::register);
    StringWriter page = new StringWriter();
    TextFormat.write004(page, registry.metricFamilySamples());
    return page.toString().lines().toList();
  }

  private static UploadStats uploads() {
    return new UploadStats(
        4,
        5000,
        OptionalLong.of(NOW.minusSeconds(90).toEpochMilli()),
        2,
        1,
        6,
        6000,
        7000,
        Map.of(UploadFailure.REFUSED, 8L),
        Optional.empty());
  }

  private static WriterStats idle() {
    return new WriterStats(
        "recorder-0", 1, 2, 1, 2, 300, 20, 10, Map.of(), 1, Map.of(), 1024, 0, 0, 0);
  }

  private static WriterStats busy() {
    return new WriterStats(
        "recorder-1",
        2,
        5,
        4,
        10,
        1000,
        50,
        50,
        Map.of(PacketDropReason.QUEUE_FULL, 11L),
        3,
        Map.of(GapReason.LOSS, 2L),
        1024,
        512,
        768,
        2_500_000_000L);
  }
}
