package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingRequest;
import java.time.Instant;

/**
 * How a recording begins.
 *
 * @param wallClock the same instant as {@code nowNanos} on the monotonic clock
 */
record RecordingStart(
    RecordingId id,
    RecordingRequest request,
    Instant wallClock,
    long nowNanos,
    RecordingSignals signals) {

  /**
   * How long it has gone on. A writer's time is that of its step, and a recording may have begun
   * since that was read: it is as old as nothing then.
   */
  long lengthNanos(long writerNanos) {
    return Math.max(0, writerNanos - nowNanos);
  }
}
