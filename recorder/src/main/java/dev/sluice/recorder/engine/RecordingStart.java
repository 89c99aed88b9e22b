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
    RecordingSignals signals) {}
