package dev.sluice.recorder.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** The recordings' directory, which is made and taken at once or when it is first needed. */
final class RecordingsDirectory implements AutoCloseable {

  private volatile Path root;
  private DirectoryLock lock;

  RecordingsDirectory(Path directory) {
    this.root = directory.toAbsolutePath().normalize();
  }

  /** Where it is, or will be. */
  Path root() {
    return root;
  }

  boolean exists() {
    return Files.exists(root);
  }

  /**
   * Makes it when it is not there, and keeps others out of it. Does nothing the second time.
   *
   * @throws LibraryException when it cannot be used, or another server uses it
   */
  synchronized void take() throws LibraryException {
    if (lock != null) {
      return;
    }
    Path real;
    try {
      Files.createDirectories(root);
      real = root.toRealPath();
    } catch (IOException e) {
      throw new LibraryException(
          "the recordings' directory " + root + " cannot be made: " + FileTrouble.reason(e), e);
    }
    lock = DirectoryLock.take(real);
    root = real;
    try {
      DirectoryIdentity.ensure(real);
    } catch (IOException e) {
      // a backup will not know it again when it is empty; a full disk is told of elsewhere
    }
  }

  /** Until when a server before this one is known to have used it. */
  synchronized Optional<Instant> lastUsed() {
    return lock == null ? Optional.empty() : lock.formerMark();
  }

  /** Notes that the directory is in use at this time; never an earlier one than was noted. */
  synchronized void used(Instant now) {
    if (lock != null) {
      lock.mark(now);
    }
  }

  @Override
  public synchronized void close() {
    if (lock != null) {
      lock.close();
    }
  }
}
