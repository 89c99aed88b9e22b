package dev.sluice.protocol;

/**
 * A publisher's wish to publish what it sends in one m-section.
 *
 * @param mid the m-section; 1 to 32 characters
 * @param source what it shows; {@link TrackSource#OTHER} when absent
 * @param label for people; at most 128 characters, empty when absent
 * @param muted true when it begins muted; false when absent
 */
public record TrackIntent(String mid, TrackSource source, String label, boolean muted) {

  public TrackIntent {
    Bounds.text("mid", mid, 1, Bounds.MID_CHARS);
    source = source == null ? TrackSource.OTHER : source;
    label = label == null ? "" : label;
    Bounds.text("label", label, 0, Bounds.LABEL_CHARS);
  }
}
