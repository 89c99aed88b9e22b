package dev.sluice.recorder.library;

import java.nio.file.Path;
import java.util.function.LongUnaryOperator;

/**
 * Where recordings are kept, and how.
 *
 * @param directory made when it is not there
 * @param minFreeBytes what must stay free on a disk of so many bytes, or no recording goes on
 * @param uploads whether finished files go to a store
 */
public record LibraryOptions(
    Path directory, LongUnaryOperator minFreeBytes, RetentionOptions retention, Uploads uploads) {

  /** Whether finished files go to a store. */
  public enum Uploads {
    OFF,
    ON
  }
}
