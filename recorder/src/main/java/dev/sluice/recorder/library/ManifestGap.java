package dev.sluice.recorder.library;

import dev.sluice.recorder.RecorderEvent.GapReason;

/**
 * Media of a track that is missing in a file.
 *
 * @param offsetMillis from the file's beginning
 */
public record ManifestGap(long offsetMillis, long durationMillis, GapReason reason) {}
