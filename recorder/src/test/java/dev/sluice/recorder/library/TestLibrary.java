package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordingObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Libraries for tests of other packages; they repair nothing. */
public final class TestLibrary {

  private TestLibrary() {}

  /**
   * @param disk says how much is free
   */
  public static RecordingLibrary open(
      Path directory,
      RecordingObserver observer,
      DiskSpace disk,
      InstantSource clock,
      LongSupplier nanoClock)
      throws LibraryException {
    return RecordingLibrary.open(
        new LibraryOptions(
            directory, total -> 0, RetentionOptions.NONE, LibraryOptions.Uploads.OFF),
        new LibraryServices(observer, Optional.empty(), disk, clock, nanoClock),
        (folder, name) -> {
          throw new IOException("nothing is repaired here");
        });
  }
}
