package dev.sluice.recorder.library;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Keeps a second server out of the recordings' directory. The operating system gives the lock back
 * when the process ends, however it ends.
 */
final class DirectoryLock implements AutoCloseable {

  static final String NAME = ".lock";

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of {@code directory}.
   *
   * @throws LibraryException when somebody has it, or the directory cannot be written
   */
  static DirectoryLock take(Path directory) throws LibraryException {
    FileChannel channel;
    try {
      channel = FileChannel.open(directory.resolve(NAME), Set.of(CREATE, WRITE, NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw new LibraryException(
          "the recordings' directory " + directory + " cannot be written: " + e.getMessage(), e);
    }
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return new DirectoryLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // another server in this process
    } catch (IOException e) {
      close(channel);
      throw new LibraryException(
          "the recordings' directory " + directory + " cannot be locked: " + e.getMessage(), e);
    }
    close(channel);
    throw new LibraryException(
        "the recordings' directory " + directory + " is in use by another server");
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
