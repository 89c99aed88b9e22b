package dev.sluice.recorder.backup;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.library.SafeNames;
import java.time.Instant;
import java.util.Optional;

/**
 * Which recordings are brought back.
 *
 * @param room only of this one
 * @param recording only this one
 * @param from only those that began in this second or later
 * @param to only those that began before this second
 */
public record Selection(
    Optional<String> room,
    Optional<RecordingId> recording,
    Optional<Instant> from,
    Optional<Instant> to) {

  /** Everything. */
  public static final Selection ALL =
      new Selection(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final int TIME_CHARS = "20261126T090000Z".length();

  boolean isAll() {
    return equals(ALL);
  }

  boolean matches(String roomFolder, RecordingId id) {
    // an id begins with its second, in the form of a snapshot's
    String began = id.value().substring(0, TIME_CHARS);
    return room.map(name -> SafeNames.room(name).equals(roomFolder)).orElse(true)
        && recording.map(id::equals).orElse(true)
        && from.map(time -> began.compareTo(SnapshotId.of(time).value()) >= 0).orElse(true)
        && to.map(time -> began.compareTo(SnapshotId.of(time).value()) < 0).orElse(true);
  }
}
