package dev.sluice.recorder;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names one recording among all of a server: its start in UTC and a random part, as in {@code
 * 20261126T012109Z-4f9a1c}. Sorts by time, and is safe in paths and URLs.
 */
public record RecordingId(String value) implements Comparable<RecordingId> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

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

  /** When it began, to the second; empty when its digits are no time: no server made that one. */
  public Optional<Instant> began() {
    try {
      return Optional.of(TIME.parse(value.substring(0, value.indexOf('-')), Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
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
