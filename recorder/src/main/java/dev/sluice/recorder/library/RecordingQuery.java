package dev.sluice.recorder.library;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which recordings are wanted.
 *
 * @param rooms those whose recordings may be seen at all
 * @param room only of this one
 * @param from only those that began then or later
 * @param to only those that began before
 * @param participant only those with a file of whom has this id or name
 */
public record RecordingQuery(
    Predicate<String> rooms,
    Optional<String> room,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<RecordingSummary.Status> status,
    Optional<String> participant) {

  /** All recordings of all rooms. */
  public static final RecordingQuery ALL =
      new RecordingQuery(
          room -> true,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  boolean matches(RecordingSummary recording) {
    return room.map(recording.room()::equals).orElse(true)
        && rooms.test(recording.room())
        && from.map(time -> !recording.start().isBefore(time)).orElse(true)
        && to.map(recording.start()::isBefore).orElse(true)
        && status.map(recording.status()::equals).orElse(true)
        && participant
            .map(who -> recording.files().stream().anyMatch(file -> file.isOf(who)))
            .orElse(true);
  }
}
