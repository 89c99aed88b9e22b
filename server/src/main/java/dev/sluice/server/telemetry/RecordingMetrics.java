package dev.sluice.server.telemetry;

import dev.sluice.recorder.engine.RecorderStats;
import dev.sluice.recorder.library.DiskSpace;
import dev.sluice.recorder.upload.UploadStats;
import io.prometheus.client.Collector;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Everything the metrics page says of recordings. Its suppliers must not block. */
public final class RecordingMetrics {

  private final List<Collector> collectors;

  /**
   * @param recorder a snapshot, taken at each scrape
   * @param uploads likewise; empty when nothing is uploaded
   * @param counter hears what the recorder tells
   * @param disk what was read last of it
   */
  public RecordingMetrics(
      Supplier<RecorderStats> recorder,
      Supplier<Optional<UploadStats>> uploads,
      RecordingCounter counter,
      Supplier<Disk> disk,
      InstantSource clock) {
    collectors =
        List.of(
            new RecorderCollector(recorder, counter),
            new UploadCollector(uploads, clock),
            new DiskCollector(disk));
  }

  List<Collector> collectors() {
    return collectors;
  }

  /**
   * The disk of recordings.
   *
   * @param space empty while it is not known
   */
  public record Disk(Optional<DiskSpace.Reading> space, State state) {

    /** Whether recordings may go on. */
    public enum State {
      ROOM,
      FULL
    }
  }

  /** How full it is. */
  private static final class DiskCollector extends Collector {

    private final Supplier<Disk> disk;

    DiskCollector(Supplier<Disk> disk) {
      this.disk = disk;
    }

    @Override
    public List<MetricFamilySamples> collect() {
      Families families =
          new Families()
              .declareGauge("sluice_recordings_disk_free_bytes", "Free on the disk of recordings.")
              .declareGauge("sluice_recordings_disk_bytes", "The size of that disk.")
              .declareGauge(
                  "sluice_recordings_disk_full",
                  "1 while there is too little room for recordings, else 0.");
      Disk now = disk.get();
      now.space()
          .ifPresent(
              reading -> {
                families.add("sluice_recordings_disk_free_bytes", reading.freeBytes());
                families.add("sluice_recordings_disk_bytes", reading.totalBytes());
              });
      families.add("sluice_recordings_disk_full", now.state() == Disk.State.FULL ? 1 : 0);
      return families.all();
    }
  }
}
