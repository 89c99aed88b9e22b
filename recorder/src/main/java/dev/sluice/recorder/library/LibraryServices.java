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
 * @param store where uploaded files are, to delete them there
 * @param disk of the directory of recordings
 * @param nanoClock monotonic
 */
public record LibraryServices(
    RecordingObserver observer,
    Optional<ObjectStore> store,
    DiskSpace disk,
    InstantSource clock,
    LongSupplier nanoClock) {}
