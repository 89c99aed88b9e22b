package dev.sluice.recorder.library;

/** What became of the wish to delete a recording. */
public enum DeleteOutcome {
  DELETED,
  /** There is none of that id, or it is being deleted. */
  UNKNOWN,
  /** It is being recorded, or its files are being made whole. */
  BUSY
}
