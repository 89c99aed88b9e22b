package dev.sluice.recorder;

import java.util.regex.Pattern;

/**
 * Names one recording among all of a server: its start in UTC and a random part, as in {@code
 * 20261126T012109Z-4f9a1c}. Sorts by time, and is safe in paths and URLs.
 */
public record RecordingId(String value) implements Comparable<RecordingId> {

  private static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{6}");

  /**
   * @throws IllegalArgumentException when it does not look like one
   */
  public RecordingId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not the id of a recording");
    }
  }

  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(RecordingId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
