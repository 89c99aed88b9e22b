package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordingObserver;
import dev.sluice.recorder.upload.ObjectStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the library uses of its surroundings.
 *
 * @param observer hears of recovered files, deletions and the disk
 * @param copies where uploads are, to delete them there; empty when nothing is uploaded
 * @param disk of the directory of recordings
 * @param nanoClock monotonic
 */
public record LibraryServices(
    RecordingObserver observer,
    Optional<Copies> copies,
    DiskSpace disk,
    InstantSource clock,
    LongSupplier nanoClock) {

  /**
   * Where uploads are.
   *
   * @param prefix of all keys
   */
  public record Copies(ObjectStore store, String prefix) {}
}
