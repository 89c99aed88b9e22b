package dev.sluice.recorder.library;

import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecordingId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Decides which recordings go, the oldest first. What is being recorded or made whole never goes,
 * and what was restored from a backup is left alone until the time its manifest says. What waits
 * for its upload stays, but for one case: the disk is full, and the options sacrifice it. Knows
 * neither disk nor time.
 */
final class RetentionPlan {

  private final RetentionOptions options;
  private final boolean uploads;

  /**
   * @param uploads whether finished files go to a store
   */
  RetentionPlan(RetentionOptions options, boolean uploads) {
    this.options = options;
    this.uploads = uploads;
  }

  /** How much of a recording goes. */
  enum Scope {
    /** Its local files; what the store has stays listed. */
    LOCAL_FILES,
    /** All of it, with its copies in the store. */
    EVERYTHING
  }

  /** One recording that goes, or its files. */
  record Removal(RecordingId recording, DeletionReason reason, Scope scope, long bytes) {}

  /**
   * What has to go.
   *
   * @param oldestFirst all recordings
   * @param freeBytes of the disk now
   */
  List<Removal> decide(Collection<RecordingSummary> oldestFirst, Instant now, long freeBytes) {
    List<Removal> removals = new ArrayList<>();
    long kept = oldestFirst.stream().mapToLong(RecordingSummary::localBytes).sum();
    long free = freeBytes;
    for (RecordingSummary recording : oldestFirst) {
      long bytes = recording.localBytes();
      boolean waits =
          uploads && recording.files().stream().anyMatch(RecordingSummary.File::uploadable);
      boolean full = free < options.minFreeBytes();
      boolean mayGo =
          recording.settled() && !isKept(recording, now) && (!waits || sacrifices(full));
      if (!mayGo) {
        continue;
      }
      if (tooOld(recording, now) && (bytes > 0 || forgets(recording))) {
        removals.add(
            new Removal(
                recording.id(),
                DeletionReason.AGE,
                forgets(recording) ? Scope.EVERYTHING : Scope.LOCAL_FILES,
                bytes));
      } else if (bytes > 0 && options.maxBytes() > 0 && kept > options.maxBytes()) {
        removals.add(
            new Removal(recording.id(), DeletionReason.TOTAL_SIZE, scope(recording), bytes));
      } else if (bytes > 0 && full) {
        removals.add(
            new Removal(recording.id(), DeletionReason.FREE_SPACE, scope(recording), bytes));
      } else {
        continue;
      }
      kept -= bytes;
      free += bytes;
    }
    return removals;
  }

  /** True when the disk is so full that it cannot wait. */
  boolean urgent(DiskSpace.Reading reading) {
    return reading.freeBytes() < options.minFreeBytes();
  }

  private static boolean isKept(RecordingSummary recording, Instant now) {
    return recording.keepUntil().map(now::isBefore).orElse(false);
  }

  private boolean sacrifices(boolean full) {
    return full && options.unsent() == RetentionOptions.Unsent.SACRIFICE;
  }

  private boolean tooOld(RecordingSummary recording, Instant now) {
    return options.maxAge().map(age -> recording.end().plus(age).isBefore(now)).orElse(false);
  }

  /** Whether nothing is to be left of a recording that is too old. */
  private boolean forgets(RecordingSummary recording) {
    return options.copies() == RetentionOptions.Copies.DELETE || !hasCopies(recording);
  }

  private static Scope scope(RecordingSummary recording) {
    return hasCopies(recording) ? Scope.LOCAL_FILES : Scope.EVERYTHING;
  }

  private static boolean hasCopies(RecordingSummary recording) {
    return recording.files().stream().anyMatch(RecordingSummary.File::remote);
  }
}
