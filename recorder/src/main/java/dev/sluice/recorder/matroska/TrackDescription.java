package dev.sluice.recorder.matroska;

import dev.sluice.recorder.codec.CodecConfiguration;

/**
 * A track as its file describes it.
 *
 * @param number TrackNumber, 1 to {@link #MAX_NUMBER}, unique in the file
 * @param uid TrackUID, not 0, unique in the file; a remade track may keep it
 * @param name for people; may be empty
 * @param language ISO 639-2, as {@code und} when nobody knows
 */
public record TrackDescription(
    int number, long uid, CodecConfiguration configuration, String name, String language) {

  /** The greatest number whose blocks name it in one byte. */
  public static final int MAX_NUMBER = 126;

  /** The language of tracks that say nothing of it. */
  public static final String UNDETERMINED = "und";

  /**
   * @throws IllegalArgumentException when the number or the uid is out of range
   */
  public TrackDescription {
    if (number < 1 || number > MAX_NUMBER) {
      throw new IllegalArgumentException("a track number must be 1 to " + MAX_NUMBER);
    }
    if (uid == 0) {
      throw new IllegalArgumentException("a track uid must not be 0");
    }
  }
}
