package dev.sluice.recorder.backup;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.sluice.recorder.library.AtomicFile;
import dev.sluice.recorder.library.DirectoryLock;
import dev.sluice.recorder.library.LibraryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Backups in a folder, on another disk or another machine's:
 *
 * <pre>
 * FOLDER/
 *   sluice-backup.txt          that it is one, and of which version
 *   .lock
 *   chunks/3f/3fa9…            by their SHA-256
 *   snapshots/20261126T090000Z.json
 *   snapshots/20261126T090000Z.json.sha256      as sha256sum reads it
 *   new/                       what is being written
 * </pre>
 *
 * A chunk is written in {@code new}, forced to the disk and renamed; a snapshot's checksum is there
 * before the snapshot. Wants no hard links, no permissions and no small letters of its file system.
 */
public final class FolderTarget implements BackupTarget {

  private static final String NEW = "new";

  private final Path folder;
  private final Optional<DirectoryLock> lock;
  private final Set<Path> unforced = new HashSet<>();

  private FolderTarget(Path folder, Optional<DirectoryLock> lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Whether there are backups in a folder. */
  public static boolean isOne(Path folder) {
    return Files.isRegularFile(folder.resolve(BackupNames.MARK), NOFOLLOW_LINKS);
  }

  /**
   * Makes a folder one for backups.
   *
   * @throws BackupException when it is not empty, or cannot be written
   */
  public static void initialise(Path folder) throws BackupException {
    try {
      Files.createDirectories(folder);
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          if (!entry.getFileName().toString().equals("lost+found")) {
            throw new BackupException(folder + " is not empty; backups want a folder of their own");
          }
        }
      }
      AtomicFile.write(
          folder.resolve(BackupNames.MARK), BackupNames.MARK_TEXT.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BackupException(folder + " cannot be written: " + e, e);
    }
  }

  /**
   * Opens a folder to write to it.
   *
   * @throws BackupException.Busy when another backup, restore or verification uses it
   * @throws BackupException when there is no backup in it, or it cannot be written
   */
  public static FolderTarget open(Path folder) throws BackupException {
    Path real = real(folder);
    FolderTarget target = new FolderTarget(real, Optional.of(lock(real)));
    try {
      target.prepare();
      return target;
    } catch (IOException e) {
      target.close();
      throw new BackupException(folder + " cannot be written: " + e, e);
    }
  }

  /**
   * Opens a folder to read it. One on a disk that can only be read is not locked.
   *
   * @throws BackupException.Busy when a backup writes it
   * @throws BackupException when there is no backup in it
   */
  public static FolderTarget openToRead(Path folder) throws BackupException {
    Path real = real(folder);
    return new FolderTarget(
        real, Files.isWritable(real) ? Optional.of(lock(real)) : Optional.empty());
  }

  private static Path real(Path folder) throws BackupException {
    if (!isOne(folder)) {
      throw new BackupException(
          "there are no backups in " + folder + "; is the right disk mounted there?");
    }
    try {
      String text = Files.readString(folder.resolve(BackupNames.MARK));
      if (!text.equals(BackupNames.MARK_TEXT)) {
        throw new BackupException(
            "the backups in " + folder + " are of another version: " + text.strip());
      }
      return folder.toRealPath();
    } catch (IOException e) {
      throw new BackupException(folder + " cannot be read: " + e, e);
    }
  }

  private static DirectoryLock lock(Path folder) throws BackupException {
    try {
      return DirectoryLock.tryTake(folder, "the folder of backups " + folder)
          .orElseThrow(
              () ->
                  new BackupException.Busy(
                      "another backup, restore or verification uses " + folder));
    } catch (LibraryException e) {
      throw new BackupException(e.getMessage(), e);
    }
  }

  private void prepare() throws IOException {
    for (String name : List.of(BackupNames.CHUNKS, BackupNames.SNAPSHOTS, NEW)) {
      Files.createDirectories(folder.resolve(name));
    }
    // what a run that died was writing
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder.resolve(NEW))) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    unforced.add(folder);
  }

  @Override
  public String name() {
    return folder.toString();
  }

  /** With symbolic links resolved. */
  public Path folder() {
    return folder;
  }

  @Override
  public boolean has(String sha256, int bytes) throws IOException {
    try {
      BasicFileAttributes found =
          Files.readAttributes(chunk(sha256), BasicFileAttributes.class, NOFOLLOW_LINKS);
      return found.isRegularFile() && found.size() == bytes;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void put(String sha256, byte[] data, int length) throws IOException {
    Path made = folder.resolve(NEW).resolve(sha256);
    Path place = chunk(sha256);
    try {
      try (FileChannel channel = FileChannel.open(made, Set.of(CREATE_NEW, WRITE))) {
        ByteBuffer bytes = ByteBuffer.wrap(data, 0, length);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.createDirectories(place.getParent());
      Files.move(made, place, ATOMIC_MOVE);
    } catch (IOException e) {
      // so that a full disk has room again
      Files.deleteIfExists(made);
      throw e;
    }
    unforced.add(place.getParent());
    unforced.add(place.getParent().getParent());
  }

  @Override
  public Optional<byte[]> get(String sha256, int bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(chunk(sha256), Set.of(READ, NOFOLLOW_LINKS))) {
      if (channel.size() != bytes) {
        return Optional.empty();
      }
      ByteBuffer buffer = ByteBuffer.allocate(bytes);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // until all is there
      }
      return buffer.hasRemaining() ? Optional.empty() : Optional.of(buffer.array());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<SnapshotId> snapshots() throws IOException {
    List<SnapshotId> ids = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder.resolve(BackupNames.SNAPSHOTS))) {
      for (Path entry : entries) {
        BackupNames.snapshot(entry.getFileName().toString()).ifPresent(ids::add);
      }
    } catch (NoSuchFileException e) {
      // there is none yet
    }
    ids.sort(null);
    return ids;
  }

  @Override
  public byte[] snapshot(SnapshotId id) throws IOException, BackupException {
    try {
      byte[] document = read(document(id), SnapshotJson.MAX_BYTES);
      BackupNames.requireSum(id, document, read(sum(id), BackupNames.SUM_BYTES));
      return document;
    } catch (NoSuchFileException e) {
      throw BackupNames.missing(id, e);
    }
  }

  private static byte[] read(Path file, int maxBytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, Set.of(READ, NOFOLLOW_LINKS))) {
      if (channel.size() > maxBytes) {
        throw new IOException(file.getFileName() + " is longer than " + maxBytes + " bytes");
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) channel.size());
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // until all is there
      }
      return buffer.array();
    }
  }

  @Override
  public void putSnapshot(SnapshotId id, byte[] document) throws IOException {
    for (Path directory : unforced) {
      AtomicFile.forceDirectory(directory);
    }
    unforced.clear();
    AtomicFile.write(sum(id), BackupNames.sumLine(id, document));
    AtomicFile.write(document(id), document);
  }

  @Override
  public void deleteSnapshot(SnapshotId id) throws IOException {
    Files.deleteIfExists(document(id));
    Files.deleteIfExists(sum(id));
    AtomicFile.forceDirectory(folder.resolve(BackupNames.SNAPSHOTS));
  }

  @Override
  public Swept sweep(Predicate<String> wanted) throws IOException {
    long chunks = 0;
    long bytes = 0;
    for (int first = 0; first < 256; first++) {
      Path directory =
          folder.resolve(BackupNames.CHUNKS).resolve(String.format(Locale.ROOT, "%02x", first));
      if (!Files.isDirectory(directory, NOFOLLOW_LINKS)) {
        continue;
      }
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          String name = entry.getFileName().toString();
          if (SnapshotFile.isSha256(name) && !wanted.test(name)) {
            bytes += Files.readAttributes(entry, BasicFileAttributes.class, NOFOLLOW_LINKS).size();
            Files.delete(entry);
            chunks++;
          }
        }
      }
    }
    return new Swept(chunks, bytes);
  }

  private Path chunk(String sha256) {
    return folder.resolve(BackupNames.chunk(sha256));
  }

  private Path document(SnapshotId id) {
    return folder.resolve(BackupNames.document(id));
  }

  private Path sum(SnapshotId id) {
    return folder.resolve(BackupNames.sum(id));
  }

  @Override
  public void close() {
    lock.ifPresent(DirectoryLock::close);
  }
}
