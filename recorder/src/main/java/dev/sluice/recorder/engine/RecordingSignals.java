package dev.sluice.recorder.engine;

import dev.sluice.recorder.StopReason;
import java.util.Optional;

/** What a writer tells the media loop about a whole recording. */
final class RecordingSignals {

  private volatile StopReason ended;

  /** For the writer: it ends by itself. The first reason counts. */
  void end(StopReason reason) {
    if (ended == null) {
      ended = reason;
    }
  }

  Optional<StopReason> ended() {
    return Optional.ofNullable(ended);
  }

  boolean isOver() {
    return ended != null;
  }
}
