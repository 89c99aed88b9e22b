package dev.sluice.recorder.matroska;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a look through a whole file found.
 *
 * @param start DateUTC
 * @param tags texts by TagName
 * @param finished whether it is closed, has its duration and its index
 * @param durationNanos from the Segment's start to the end of the last frame
 * @param bytes of the file
 * @param tracks in the file's order
 */
public record MatroskaSummary(
    DocType docType,
    String title,
    Optional<Instant> start,
    Map<String, String> tags,
    boolean finished,
    long durationNanos,
    long bytes,
    List<TrackSummary> tracks) {

  public MatroskaSummary {
    tags = Map.copyOf(tags);
    tracks = List.copyOf(tracks);
  }

  /** Frames of all tracks. */
  public long frames() {
    return tracks.stream().mapToLong(TrackSummary::frames).sum();
  }
}
