package dev.sluice.recorder.library;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a second server out of the recordings' directory, or a second backup out of its target. The
 * operating system gives the lock back when the process ends, however it ends.
 */
public final class DirectoryLock implements AutoCloseable {

  static final String NAME = ".lock";

  private final Path file;
  private final FileChannel channel;
  private final Optional<Instant> former;
  private Optional<Instant> mark;

  private DirectoryLock(Path file, FileChannel channel, Optional<Instant> former) {
    this.file = file;
    this.channel = channel;
    this.former = former;
    this.mark = former;
  }

  /**
   * Takes the lock of a recordings' directory.
   *
   * @throws LibraryException when somebody has it, or the directory cannot be written
   */
  public static DirectoryLock take(Path directory) throws LibraryException {
    Optional<DirectoryLock> lock = tryTake(directory, "the recordings' directory " + directory);
    return lock.orElseThrow(
        () ->
            new LibraryException(
                "the recordings' directory " + directory + " is in use by another server"));
  }

  /**
   * Takes the lock of a directory.
   *
   * @param what begins the message of the exception
   * @return empty when somebody has it
   * @throws LibraryException when the directory cannot be written
   */
  public static Optional<DirectoryLock> tryTake(Path directory, String what)
      throws LibraryException {
    Path file = directory.resolve(NAME);
    Optional<Instant> former = marked(file);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, Set.of(CREATE, WRITE, NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw new LibraryException(what + " cannot be written: " + FileTrouble.reason(e), e);
    }
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new DirectoryLock(file, channel, former));
      }
    } catch (OverlappingFileLockException e) {
      // another one in this process
    } catch (IOException e) {
      close(channel);
      throw new LibraryException(what + " cannot be locked: " + FileTrouble.reason(e), e);
    }
    close(channel);
    return Optional.empty();
  }

  /** The time at which the server before marked the file last; empty when there was none. */
  Optional<Instant> formerMark() {
    return former;
  }

  private static Optional<Instant> marked(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file, NOFOLLOW_LINKS).toInstant());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Lets the file bear this time, unless it bears a later one. */
  void mark(Instant time) {
    if (mark.map(time::isAfter).orElse(true)) {
      try {
        Files.setLastModifiedTime(file, FileTime.from(time));
        mark = Optional.of(time);
      } catch (IOException e) {
        // the newest recording tells as much
      }
    }
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // nothing was written to it
    }
  }
}
