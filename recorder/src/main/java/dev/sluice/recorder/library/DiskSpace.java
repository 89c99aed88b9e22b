package dev.sluice.recorder.library;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How full the disk of the recordings is. Thread-safe; may block. */
@FunctionalInterface
public interface DiskSpace {

  Reading read() throws IOException;

  /** Of the disk that holds {@code directory}, as far as this process may use it. */
  static DiskSpace of(Path directory) {
    return () -> {
      FileStore store = Files.getFileStore(directory);
      return new Reading(store.getUsableSpace(), store.getTotalSpace());
    };
  }

  /**
   * What was read.
   *
   * @param freeBytes that this process may still write
   * @param totalBytes of the whole disk
   */
  record Reading(long freeBytes, long totalBytes) {}
}
