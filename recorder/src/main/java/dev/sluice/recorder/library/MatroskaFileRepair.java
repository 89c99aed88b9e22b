package dev.sluice.recorder.library;

import dev.sluice.recorder.matroska.MatroskaRepair;
import dev.sluice.recorder.matroska.MatroskaSummary;
import dev.sluice.recorder.matroska.RepairResult;
import dev.sluice.recorder.matroska.TrackSummary;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Repairs the files the recorder writes. */
final class MatroskaFileRepair implements FileRepair {

  /** The tag in which the recorder says whose media it is. */
  private static final String PARTICIPANT = "PARTICIPANT";

  @Override
  public Outcome repair(RecordingFolder folder, String name) throws IOException {
    RepairResult result = MatroskaRepair.repair(folder.file(name).path());
    if (result instanceof RepairResult.Untouched untouched) {
      return whole(untouched.summary());
    }
    if (result instanceof RepairResult.Repaired repaired) {
      return whole(repaired.summary());
    }
    RepairResult.Reason reason = ((RepairResult.Hopeless) result).reason();
    return new Outcome.Hopeless(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static Outcome whole(MatroskaSummary summary) {
    List<FoundTrack> tracks = summary.tracks().stream().flatMap(MatroskaFileRepair::found).toList();
    return new Outcome.Whole(
        TimeUnit.NANOSECONDS.toMillis(summary.durationNanos()),
        summary.bytes(),
        tracks,
        summary.start(),
        Optional.ofNullable(summary.tags().get(PARTICIPANT)));
  }

  private static Stream<FoundTrack> found(TrackSummary track) {
    return track.codec().stream()
        .map(
            codec ->
                new FoundTrack(
                    track.number(),
                    codec,
                    track.width(),
                    track.height(),
                    track.sampleRate(),
                    track.channels(),
                    track.frames(),
                    track.keyframes()));
  }
}
