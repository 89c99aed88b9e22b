package dev.sluice.recorder.matroska;

/** What became of a file that was to be repaired. */
public sealed interface RepairResult {

  /** It was finished, and was left as it is. */
  record Untouched(MatroskaSummary summary) implements RepairResult {}

  /**
   * It is finished now.
   *
   * @param summary as it is now
   * @param removedBytes what was cut off at its end: a frame that was not whole, or an old index
   */
  record Repaired(MatroskaSummary summary, long removedBytes) implements RepairResult {}

  /** There is nothing to be made of it; it was left as it is. */
  record Hopeless(Reason reason) implements RepairResult {}

  /** Why nothing can be made of a file. */
  enum Reason {
    /** It is empty, or something else. */
    NOT_MATROSKA,
    /** It ends, or breaks, before its tracks are described. */
    NO_HEADER,
    /** No frame is whole. */
    NO_FRAMES,
    /** Another program wrote it, and left no place for what is to be filled in. */
    FOREIGN_LAYOUT
  }
}
