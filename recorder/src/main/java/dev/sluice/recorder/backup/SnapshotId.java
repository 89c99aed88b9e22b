package dev.sluice.recorder.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Names a snapshot by the second in which it was begun, in UTC: {@code 20261126T090000Z}. */
public record SnapshotId(String value) implements Comparable<SnapshotId> {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * @throws IllegalArgumentException when it is no such time
   */
  public SnapshotId {
    parse(value);
  }

  static SnapshotId of(Instant time) {
    return new SnapshotId(FORM.format(time.truncatedTo(ChronoUnit.SECONDS)));
  }

  public static boolean isValid(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Instant parse(String text) {
    try {
      Instant time = FORM.parse(text, Instant::from);
      if (FORM.format(time).equals(text)) {
        return time;
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not the name of a snapshot", e);
    }
    throw new IllegalArgumentException("not the name of a snapshot");
  }

  public Instant time() {
    return parse(value);
  }

  /** The name of a second later. */
  SnapshotId next() {
    return of(time().plusSeconds(1));
  }

  @Override
  public int compareTo(SnapshotId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
