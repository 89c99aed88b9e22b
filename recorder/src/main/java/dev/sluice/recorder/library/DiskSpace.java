package dev.sluice.recorder.library;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How full the disk of the recordings is. Thread-safe; may block. */
@FunctionalInterface
public interface DiskSpace {

  Reading read() throws IOException;

  /** Of the disk that holds {@code directory}, or will, as far as this process may use it. */
  static DiskSpace of(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    return () -> {
      FileStore store = Files.getFileStore(existing(absolute));
      return new Reading(store.getUsableSpace(), store.getTotalSpace());
    };
  }

  /** The directory, or where it is not there, the nearest above it that is. */
  private static Path existing(Path directory) {
    Path there = directory;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  /**
   * What was read.
   *
   * @param freeBytes that this process may still write
   * @param totalBytes of the whole disk
   */
  record Reading(long freeBytes, long totalBytes) {}
}
