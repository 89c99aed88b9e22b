package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordedSource.Codec;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes a file whole that a dead server left. Blocks; memory is bounded. */
@FunctionalInterface
interface FileRepair {

  /**
   * Repairs a file in its place; one that is whole stays as it is.
   *
   * @throws IOException when the disk fails or is full: it can be tried again
   */
  Outcome repair(RecordingFolder folder, String name) throws IOException;

  /** What became of it. */
  sealed interface Outcome {

    /**
     * It plays now.
     *
     * @param start the wall clock at its timestamp 0, if it says so
     * @param participant id of who is in it, if it says so
     */
    record Whole(
        long durationMillis,
        long bytes,
        List<FoundTrack> tracks,
        Optional<Instant> start,
        Optional<String> participant)
        implements Outcome {}

    /** Nothing in it can be saved. */
    record Hopeless(String why) implements Outcome {}
  }

  /**
   * A track as the file itself describes it.
   *
   * @param width of video, else 0
   * @param sampleRate of audio, else 0
   */
  record FoundTrack(
      int number,
      Codec codec,
      int width,
      int height,
      int sampleRate,
      int channels,
      long frames,
      long keyframes) {}
}
