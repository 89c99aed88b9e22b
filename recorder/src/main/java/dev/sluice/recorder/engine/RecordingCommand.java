package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.StopReason;

/** What a media loop tells the writer beside packets. Times are of the monotonic clock. */
sealed interface RecordingCommand {

  /** The number of the recording, unique within its queue. */
  int recording();

  /** The first one of every recording. */
  record Open(int recording, RecordingStart start) implements RecordingCommand {}

  record AddTrack(
      int recording, int track, RecordedTrack description, TrackSignals signals, long nowNanos)
      implements RecordingCommand {}

  record StartSource(int recording, int track, RecordedSource source, long nowNanos)
      implements RecordingCommand {}

  record Mute(int recording, int track, boolean muted, long nowNanos) implements RecordingCommand {}

  record EndTrack(int recording, int track, long nowNanos) implements RecordingCommand {}

  record Pause(int recording, boolean paused, long nowNanos) implements RecordingCommand {}

  /** The last one of every recording. */
  record Stop(int recording, StopReason reason, long nowNanos) implements RecordingCommand {}
}
