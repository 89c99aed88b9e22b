package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedTrack.Kind;

/**
 * A track on the media loop's side. What it is to be is kept here while the queue has too many
 * commands already, so that a publisher that changes without end costs no memory: of all changes
 * that could not be told, only the last matters.
 */
final class QueuedTrack {

  private final int recording;
  private final int number;
  private final Kind kind;
  private final TrackSignals signals = new TrackSignals();

  private RecordedSource source;
  private boolean sourceUntold;
  private boolean muted;
  private boolean muteUntold;

  QueuedTrack(int recording, int number, Kind kind) {
    this.recording = recording;
    this.number = number;
    this.kind = kind;
  }

  TrackSignals signals() {
    return signals;
  }

  void source(RecordedSource next) {
    source = next;
    sourceUntold = true;
  }

  void muted(boolean now) {
    muted = now;
    muteUntold = true;
  }

  /** True when packets can go in: the writer knows what they are. */
  boolean ready() {
    return source != null && !sourceUntold && !muteUntold;
  }

  boolean untold() {
    return sourceUntold || muteUntold;
  }

  void tell(PacketQueue queue, long nowNanos) {
    if (muteUntold) {
      muteUntold = false;
      queue.offerCommand(new RecordingCommand.Mute(recording, number, muted, nowNanos));
    }
    if (sourceUntold) {
      sourceUntold = false;
      queue.offerCommand(new RecordingCommand.StartSource(recording, number, source, nowNanos));
    }
  }

  /** A packet found no room. */
  void dropped() {
    signals.countOverload();
    if (kind == Kind.VIDEO) {
      signals.needKeyframe();
    }
  }
}
