package dev.sluice.recorder.library;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Replaces small files as a whole: whoever reads one sees what was there before or what is there
 * now, also after a power cut. One writer a file.
 */
public final class AtomicFile {

  private static final String TEMPORARY = ".tmp";
  private static final Set<PosixFilePermission> FOR_ALL =
      PosixFilePermissions.fromString("rw-r--r--");

  /** What was done so far; a test may let the program die after any of it. */
  enum Step {
    TEMPORARY_CREATED,
    HALF_WRITTEN,
    WRITTEN,
    FORCED,
    MOVED
  }

  private AtomicFile() {}

  /** Replaces a file, or makes it. Blocks until it is on the disk. */
  public static void write(Path target, byte[] content) throws IOException {
    write(target, content, step -> {});
  }

  /**
   * As {@link #write(Path, byte[])}, and everybody may read the file, whatever the umask is, where
   * the file system has permissions.
   */
  public static void writeForAll(Path target, byte[] content) throws IOException {
    write(target, content, Optional.of(FOR_ALL), step -> {});
  }

  static void write(Path target, byte[] content, Consumer<Step> afterStep) throws IOException {
    write(target, content, Optional.empty(), afterStep);
  }

  private static void write(
      Path target,
      byte[] content,
      Optional<Set<PosixFilePermission>> permissions,
      Consumer<Step> afterStep)
      throws IOException {
    Path temporary = target.resolveSibling("." + target.getFileName() + TEMPORARY);
    // one that a dead server left, or a link that somebody laid
    Files.deleteIfExists(temporary);
    try (FileChannel channel =
        FileChannel.open(temporary, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS))) {
      afterStep.accept(Step.TEMPORARY_CREATED);
      int half = content.length / 2;
      writeFully(channel, ByteBuffer.wrap(content, 0, half));
      afterStep.accept(Step.HALF_WRITTEN);
      writeFully(channel, ByteBuffer.wrap(content, half, content.length - half));
      afterStep.accept(Step.WRITTEN);
      if (permissions.isPresent()) {
        permit(temporary, permissions.get());
      }
      channel.force(true);
      afterStep.accept(Step.FORCED);
    }
    Files.move(temporary, target, ATOMIC_MOVE);
    afterStep.accept(Step.MOVED);
    forceDirectory(target.getParent());
  }

  private static void permit(Path file, Set<PosixFilePermission> permissions) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, NOFOLLOW_LINKS);
    if (view != null) {
      view.setPermissions(permissions);
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** A name is on the disk only when its directory is. */
  public static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }
}
