package dev.sluice.recorder.matroska;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.Optional;

/**
 * What a file holds of one track. Times are nanoseconds from the Segment's start.
 *
 * @param codec empty when it is none that is recorded
 * @param width pixels; 0 for audio
 * @param channels 0 for video
 * @param sampleRate 0 for video
 * @param firstNanos timestamp of the first frame; 0 if there is none
 * @param endNanos when the last frame ends
 * @param bytes of all frames
 */
public record TrackSummary(
    int number,
    long uid,
    Optional<Codec> codec,
    String name,
    int width,
    int height,
    int channels,
    int sampleRate,
    long frames,
    long keyframes,
    long firstNanos,
    long endNanos,
    long bytes) {}
