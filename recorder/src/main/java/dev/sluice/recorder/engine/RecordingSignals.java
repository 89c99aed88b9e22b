package dev.sluice.recorder.engine;

import dev.sluice.recorder.StopReason;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What a writer tells the media loop about a whole recording. */
final class RecordingSignals {

  private final AtomicLong takenBytes = new AtomicLong();
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

  /** For the writer: packets of this recording left so many bytes of the queue. */
  void taken(int bytes) {
    takenBytes.lazySet(takenBytes.get() + bytes);
  }

  /** All that left the queue so far. */
  long takenBytes() {
    return takenBytes.get();
  }
}
