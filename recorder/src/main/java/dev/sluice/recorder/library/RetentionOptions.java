package dev.sluice.recorder.library;

import java.time.Duration;
import java.util.Optional;

/**
 * How long recordings are kept.
 *
 * @param maxAge since their end; older ones are deleted
 * @param maxBytes of all local files together, before the oldest recordings' go; 0 for no limit
 * @param minFreeBytes of the disk: when less is free, the oldest recordings' files go; 0 for no
 *     limit
 * @param copies what becomes of the copies in the store when a recording is too old
 * @param unsent what becomes of files that wait for their upload when the disk is full
 */
public record RetentionOptions(
    Optional<Duration> maxAge, long maxBytes, long minFreeBytes, Copies copies, Unsent unsent) {

  /** Everything is kept for ever. */
  public static final RetentionOptions NONE =
      new RetentionOptions(Optional.empty(), 0, 0, Copies.KEEP, Unsent.KEEP);

  /** Whether copies in the store share the fate of local files. */
  public enum Copies {
    /** The store has its own rules: what it has stays listed, with its manifest. */
    KEEP,
    /** Age deletes them too, and the manifest with them. */
    DELETE
  }

  /** Whether the only copy of a file may go. */
  public enum Unsent {
    /** Never; rather no more is recorded. */
    KEEP,
    /** When the disk is fuller than it may be, the oldest go, sent or not. */
    SACRIFICE
  }
}
