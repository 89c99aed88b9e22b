package dev.sluice.recorder.matroska;

import java.time.Instant;
import java.util.Map;

/**
 * What a file says of itself as a whole.
 *
 * @param title for people; may be empty
 * @param start DateUTC: the wall clock at timestamp 0
 * @param writingApplication WritingApp: who made the file
 * @param tags texts by TagName, as in {@code RECORDING_LOCATION}; in the order they have
 */
public record SegmentDescription(
    String title, Instant start, String writingApplication, Map<String, String> tags) {}
