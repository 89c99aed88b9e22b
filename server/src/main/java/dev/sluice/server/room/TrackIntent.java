package dev.sluice.server.room;

/**
 * A publisher's wish to publish what it sends in one m-section.
 *
 * @param mid the m-section; it must be one the server receives in
 * @param source what it shows
 * @param label for people; at most 128 characters
 * @param muted true when it begins muted
 */
public record TrackIntent(String mid, TrackSource source, String label, boolean muted) {}
