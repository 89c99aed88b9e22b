package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What the recorder is doing and has done, at most half a second old.
 *
 * @param writers one for each media loop
 */
public record RecorderStats(List<WriterStats> writers) {

  public RecorderStats {
    writers = List.copyOf(writers);
  }

  /** Recordings that go on, or are being finished. */
  public long recordings() {
    return sum(WriterStats::recordings);
  }

  public long tracks() {
    return sum(WriterStats::tracks);
  }

  public long openFiles() {
    return sum(WriterStats::openFiles);
  }

  /** Files that were begun. */
  public long files() {
    return sum(WriterStats::files);
  }

  public long bytes() {
    return sum(WriterStats::bytes);
  }

  public long packets() {
    return sum(WriterStats::packets);
  }

  public long frames() {
    return sum(WriterStats::frames);
  }

  public long lost() {
    return sum(WriterStats::lost);
  }

  public long dropped(PacketDropReason reason) {
    return sum(writer -> writer.dropped().getOrDefault(reason, 0L));
  }

  public long gaps(GapReason reason) {
    return sum(writer -> writer.gaps().getOrDefault(reason, 0L));
  }

  private long sum(ToLongFunction<WriterStats> part) {
    return writers.stream().mapToLong(part).sum();
  }
}
