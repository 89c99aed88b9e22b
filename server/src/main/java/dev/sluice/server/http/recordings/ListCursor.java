package dev.sluice.server.http.recordings;

import dev.sluice.recorder.RecordingId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a page of the list ended: behind a recording, or behind some of its files.
 *
 * @param files how many of its files were listed; empty for all
 */
record ListCursor(RecordingId recording, OptionalInt files) {

  private static final char SEPARATOR = '~';
  private static final int MAX_DIGITS = 6;

  /** Reads what {@link #text} wrote; empty when it is something else. */
  static Optional<ListCursor> parse(String text) {
    int end = text.indexOf(SEPARATOR);
    String id = end < 0 ? text : text.substring(0, end);
    if (!RecordingId.isValid(id)) {
      return Optional.empty();
    }
    if (end < 0) {
      return Optional.of(new ListCursor(new RecordingId(id), OptionalInt.empty()));
    }
    String digits = text.substring(end + 1);
    if (!digits.matches("[0-9]{1," + MAX_DIGITS + "}")) {
      return Optional.empty();
    }
    return Optional.of(
        new ListCursor(new RecordingId(id), OptionalInt.of(Integer.parseInt(digits))));
  }

  String text() {
    return files.isPresent() ? recording.value() + SEPARATOR + files.getAsInt() : recording.value();
  }
}
