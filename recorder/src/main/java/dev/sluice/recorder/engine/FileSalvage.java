package dev.sluice.recorder.engine;

import dev.sluice.recorder.library.ManifestTrack;
import dev.sluice.recorder.matroska.MatroskaRepair;
import dev.sluice.recorder.matroska.MatroskaSummary;
import dev.sluice.recorder.matroska.RepairResult;
import dev.sluice.recorder.matroska.TrackSummary;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Makes a file whole that could not be written on. On a full disk there may be no room for its
 * index: then the end of it gives way, little by little.
 */
final class FileSalvage {

  private static final int FIRST_SACRIFICE_BYTES = 1 << 12;
  private static final int LAST_SACRIFICE_BYTES = 1 << 20;

  /** What the file is now. */
  record Saved(MatroskaSummary summary) {

    long durationNanos() {
      return summary.durationNanos();
    }

    long bytes() {
      return summary.bytes();
    }

    /** What the manifest says of a track, with the frames that are left. */
    ManifestTrack withFrames(ManifestTrack track) {
      for (TrackSummary left : summary.tracks()) {
        if (left.number() == track.number()) {
          return track.withFrames(left.frames(), left.keyframes());
        }
      }
      return track.withFrames(0, 0);
    }
  }

  private FileSalvage() {}

  /**
   * @throws IOException when nothing can be saved
   */
  static Saved save(FileChannel channel) throws IOException {
    for (int sacrifice = FIRST_SACRIFICE_BYTES; ; sacrifice *= 2) {
      try {
        return saved(MatroskaRepair.repair(channel));
      } catch (IOException e) {
        if (sacrifice > LAST_SACRIFICE_BYTES || sacrifice > channel.size() / 2) {
          throw e;
        }
        channel.truncate(channel.size() - sacrifice);
      }
    }
  }

  private static Saved saved(RepairResult result) throws IOException {
    if (result instanceof RepairResult.Repaired repaired) {
      return new Saved(repaired.summary());
    }
    if (result instanceof RepairResult.Untouched untouched) {
      return new Saved(untouched.summary());
    }
    if (result instanceof RepairResult.Hopeless hopeless) {
      throw new IOException("nothing in it can be saved: " + hopeless.reason());
    }
    throw new IllegalStateException("unknown result " + result);
  }
}
