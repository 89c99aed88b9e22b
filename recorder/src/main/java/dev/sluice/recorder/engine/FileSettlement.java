package dev.sluice.recorder.engine;

import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.ManifestTrack;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a file when nothing more is written to it. Made by the writer, {@link #run}
 * elsewhere since it waits for the disk, and read by the writer again.
 */
final class FileSettlement implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(FileSettlement.class);

  private final FileChannel channel;
  private List<ManifestTrack> tracks;
  private final String name;
  private final boolean broken;

  private ManifestFile.State state = ManifestFile.State.FINISHED;
  private long durationMillis;
  private long bytes;
  private IOException error;

  private FileSettlement(SegmentFile segment, boolean broken) {
    this.channel = segment.channel();
    this.tracks = segment.manifestTracks();
    this.name = segment.file().relative();
    this.durationMillis = segment.durationMillis();
    this.bytes = segment.bytes();
    this.broken = broken;
  }

  /** Of a file that was finished. */
  static FileSettlement whole(SegmentFile segment) {
    return new FileSettlement(segment, false);
  }

  /** Of a file that could not be written on, or finished. */
  static FileSettlement broken(SegmentFile segment) {
    return new FileSettlement(segment, true);
  }

  /** Saves what can be saved, and waits until it is on the disk. */
  @Override
  public void run() {
    try (FileChannel closing = channel) {
      if (broken) {
        FileSalvage.Saved saved = FileSalvage.save(closing);
        state = ManifestFile.State.RECOVERED;
        durationMillis = TimeUnit.NANOSECONDS.toMillis(saved.durationNanos());
        bytes = saved.bytes();
        tracks = tracks.stream().map(saved::withFrames).toList();
      }
      closing.force(true);
    } catch (IOException e) {
      error = e;
      log.warn("cannot settle file={}: {}", name, e.toString());
    } catch (RuntimeException | Error e) {
      // whoever waits for the file must not wait for ever
      error = new IOException("a fault while it was settled: " + e, e);
      log.error("cannot settle file={}", name, e);
    }
  }

  /** Why it is not whole, or not surely on the disk; empty when all is well. */
  Optional<IOException> error() {
    return Optional.ofNullable(error);
  }

  boolean isWhole() {
    return error == null;
  }

  long bytes() {
    return bytes;
  }

  long durationMillis() {
    return durationMillis;
  }

  /** What the manifest says of it from now on. */
  ManifestFile describe(ManifestFile before, long offsetMillis) {
    ManifestFile begun =
        ManifestFile.begin(
            before.name(),
            before.participant(),
            before.participantName(),
            offsetMillis,
            before.tracks());
    if (error != null) {
      return begun.damaged(bytes, String.valueOf(error.getMessage()));
    }
    return begun.finished(state, durationMillis, bytes, tracks);
  }
}
