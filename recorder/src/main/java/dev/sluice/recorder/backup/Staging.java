package dev.sluice.recorder.backup;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.sluice.recorder.backup.RecordingsList.Place;
import dev.sluice.recorder.library.AtomicFile;
import dev.sluice.recorder.library.DirectoryLock;
import dev.sluice.recorder.library.LibraryException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Recordings on their way into a recordings' directory that no server uses. Each is put together in
 * {@code .restore}, which no server looks at, and comes to its place as a whole, by being renamed:
 * a restore that dies leaves whole recordings, and something in {@code .restore} that the next one
 * deletes. What had the place before is kept in {@code .replaced}.
 */
final class Staging implements AutoCloseable {

  private static final String STAGE = ".restore";
  private static final String REPLACED = ".replaced";

  private final Path root;
  private final DirectoryLock lock;

  private Staging(Path root, DirectoryLock lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Makes the directory when it is not there, and keeps servers out of it.
   *
   * @throws BackupException.Busy when a server uses it
   * @throws BackupException when it cannot be written
   */
  static Staging open(Path directory) throws BackupException {
    try {
      Files.createDirectories(directory);
      Path root = directory.toRealPath();
      DirectoryLock lock =
          DirectoryLock.tryTake(root, "the recordings' directory " + root)
              .orElseThrow(
                  () ->
                      new BackupException.Busy(
                          "a server uses the recordings' directory "
                              + root
                              + "; stop it, or restore to another directory with --to"));
      Staging staging = new Staging(root, lock);
      staging.clear();
      return staging;
    } catch (LibraryException e) {
      throw new BackupException(e.getMessage(), e);
    } catch (IOException e) {
      throw new BackupException(
          "the recordings' directory " + directory + " cannot be written: " + e, e);
    }
  }

  Path root() {
    return root;
  }

  /** Where a recording is, or is to be. */
  Path place(Place recording) {
    return below(root, recording);
  }

  private static Path below(Path directory, Place recording) {
    return directory.resolve(recording.room()).resolve(recording.id().value());
  }

  /** An empty folder, in which a recording is put together. */
  Path begin(Place recording) throws IOException {
    clear();
    Path stage = below(root.resolve(STAGE), recording);
    Files.createDirectories(stage);
    return stage;
  }

  /** Moves what was begun to its place. */
  void commit(Place recording) throws IOException {
    Path stage = below(root.resolve(STAGE), recording);
    AtomicFile.forceDirectory(stage);
    Path place = place(recording);
    Files.createDirectories(place.getParent());
    if (Files.exists(place, NOFOLLOW_LINKS)) {
      putAside(recording);
    }
    Files.move(stage, place, ATOMIC_MOVE);
    AtomicFile.forceDirectory(place.getParent());
    AtomicFile.forceDirectory(root);
  }

  private void putAside(Place recording) throws IOException {
    Path first = below(root.resolve(REPLACED), recording);
    Files.createDirectories(first.getParent());
    Path aside = first;
    for (int i = 2; Files.exists(aside, NOFOLLOW_LINKS); i++) {
      aside = first.resolveSibling(recording.id() + "-" + i);
    }
    Files.move(place(recording), aside, ATOMIC_MOVE);
  }

  private void clear() throws IOException {
    Path stage = root.resolve(STAGE);
    if (Files.notExists(stage, NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        stage,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() throws IOException {
    try {
      clear();
    } finally {
      lock.close();
    }
  }
}
