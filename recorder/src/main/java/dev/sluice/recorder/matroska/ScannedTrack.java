package dev.sluice.recorder.matroska;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.Optional;

/** A track of a file that is looked through: its description, then what is found of it. */
final class ScannedTrack {

  int number;
  long uid;
  long type;
  Optional<Codec> codec = Optional.empty();
  String name = "";
  int width;
  int height;
  int channels;
  int sampleRate;

  private TrackState state = new TrackState(0, false);
  private long frames;
  private long keyframes;
  private long firstNanos;
  private long bytes;

  boolean isVideo() {
    return type == SegmentHeader.TRACK_TYPE_VIDEO;
  }

  /** The description is complete. */
  void described() {
    state = new TrackState(number, isVideo());
  }

  /**
   * Takes note of a frame.
   *
   * @param start its first bytes, of which {@code startLength} count
   * @param length of all of it
   */
  void frame(long nanos, boolean keyframe, byte[] start, int startLength, long length) {
    if (frames == 0) {
      firstNanos = nanos;
    }
    frames++;
    keyframes += keyframe ? 1 : 0;
    bytes += length;
    state.advance(nanos, start, 0, startLength);
  }

  long endNanos() {
    return state.endNanos();
  }

  TrackSummary summary() {
    return new TrackSummary(
        number,
        uid,
        codec,
        name,
        width,
        height,
        channels,
        sampleRate,
        frames,
        keyframes,
        firstNanos,
        endNanos(),
        bytes);
  }
}
