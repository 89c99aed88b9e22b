package dev.sluice.recorder.library;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.sluice.recorder.RecordingId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The folder of one recording: {@code ROOT/ROOM/ID} with {@code manifest.json} and media files.
 * Whatever it is asked for, nothing outside of it is touched, and no symbolic link is followed
 * below the root. All methods block on the disk.
 */
public final class RecordingFolder {

  /** The file that describes the recording. */
  public static final String MANIFEST = "manifest.json";

  private static final int CREATE_TRIES = 100;

  /** A room's folder comes with its first recording and goes with its last: one after the other. */
  private static final Object ROOM_FOLDERS = new Object();

  private final Path root;
  private final String roomFolder;
  private final RecordingId id;
  private final String room;

  private RecordingFolder(Path root, String roomFolder, RecordingId id, String room) {
    this.root = root;
    this.roomFolder = roomFolder;
    this.id = id;
    this.room = room;
  }

  /**
   * Makes the folder of a new recording.
   *
   * @param root the recordings' directory, which exists
   * @param room any text
   * @throws IOException when it cannot be made, or is there already
   */
  public static RecordingFolder create(Path root, RecordingId id, String room) throws IOException {
    RecordingFolder folder = new RecordingFolder(root, SafeNames.room(room), id, room);
    for (int left = CREATE_TRIES; ; left--) {
      try {
        folder.make();
        return folder;
      } catch (NoSuchFileException e) {
        // another process took the room's folder away just now
        if (left == 1) {
          throw e;
        }
      }
    }
  }

  private void make() throws IOException {
    Path parent = directory().getParent();
    synchronized (ROOM_FOLDERS) {
      try {
        Files.createDirectory(parent);
      } catch (FileAlreadyExistsException e) {
        requireDirectory(parent);
      }
      Files.createDirectory(directory());
    }
  }

  /**
   * The folder of a recording that is there.
   *
   * @param roomFolder the name of the folder above it
   * @param room as its manifest names it
   * @throws IOException when it is not there, or is no directory
   */
  public static RecordingFolder open(Path root, String roomFolder, RecordingId id, String room)
      throws IOException {
    if (!SafeNames.isRoom(roomFolder)) {
      throw new IOException("not the folder of a room");
    }
    RecordingFolder folder = new RecordingFolder(root, roomFolder, id, room);
    requireDirectory(folder.directory().getParent());
    requireDirectory(folder.directory());
    return folder;
  }

  public RecordingId id() {
    return id;
  }

  /** The room, as it was given. */
  public String room() {
    return room;
  }

  /** The name of the folder above this one. */
  public String roomFolder() {
    return roomFolder;
  }

  public Path directory() {
    return root.resolve(roomFolder).resolve(id.value());
  }

  /**
   * A file in it, whether it is there or not.
   *
   * @throws IllegalArgumentException when that cannot be a file's name
   */
  public RecordingFile file(String name) {
    if (!SafeNames.isFile(name)) {
      throw new IllegalArgumentException("not the name of a recording's file");
    }
    return new RecordingFile(id, room, name, directory().resolve(name), relative(name));
  }

  /** Within the recordings' directory, with slashes. */
  String relative(String name) {
    return roomFolder + "/" + id.value() + "/" + name;
  }

  /**
   * Makes a new, empty file, open for reading and writing.
   *
   * @throws IOException when it is there already, or cannot be made
   */
  public FileChannel create(String name) throws IOException {
    return FileChannel.open(file(name).path(), Set.of(CREATE_NEW, READ, WRITE, NOFOLLOW_LINKS));
  }

  /**
   * Opens a file for reading.
   *
   * @throws IOException when it is not there, or is no regular file
   */
  public FileChannel read(String name) throws IOException {
    Path path = file(name).path();
    requireDirectory(directory().getParent());
    requireDirectory(directory());
    requireFile(path);
    return FileChannel.open(path, Set.of(READ, NOFOLLOW_LINKS));
  }

  /** Size and times of a file, without following a link. */
  public BasicFileAttributes attributes(String name) throws IOException {
    return Files.readAttributes(file(name).path(), BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  /** Replaces the manifest as a whole; one writer at a time. */
  public void save(Manifest manifest) throws IOException {
    requireDirectory(directory());
    AtomicFile.write(directory().resolve(MANIFEST), ManifestJson.encode(manifest));
  }

  /**
   * Reads the manifest.
   *
   * @throws NoSuchFileException when there is none
   * @throws ManifestException when it cannot be understood, or is another recording's
   */
  public Manifest load() throws IOException, ManifestException {
    Manifest manifest = ManifestJson.decode(manifestBytes());
    if (!manifest.id().equals(id)) {
      throw new ManifestException("it is the manifest of " + manifest.id());
    }
    return manifest;
  }

  /**
   * The manifest as it lies there.
   *
   * @throws NoSuchFileException when there is none
   * @throws ManifestException when it is too long to be one
   */
  public byte[] manifestBytes() throws IOException, ManifestException {
    Path path = directory().resolve(MANIFEST);
    requireDirectory(directory().getParent());
    requireDirectory(directory());
    requireFile(path);
    try (FileChannel channel = FileChannel.open(path, Set.of(READ, NOFOLLOW_LINKS))) {
      long size = channel.size();
      if (size > ManifestJson.MAX_BYTES) {
        throw new ManifestException("longer than " + ManifestJson.MAX_BYTES + " bytes");
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) size);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // until all is there
      }
      return buffer.array();
    }
  }

  /** The names of the media files that are there, sorted; at most as many as a recording has. */
  public List<String> mediaFiles() throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory())) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (SafeNames.isFile(name)
            && Files.isRegularFile(entry, NOFOLLOW_LINKS)
            && names.size() < Manifest.MAX_FILES) {
          names.add(name);
        }
      }
    }
    names.sort(null);
    return names;
  }

  /**
   * Deletes a file, if it is there.
   *
   * @return the bytes that were freed
   */
  public long delete(String name) throws IOException {
    Path path = file(name).path();
    requireDirectory(directory());
    try {
      long bytes = attributes(name).size();
      Files.deleteIfExists(path);
      return bytes;
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /**
   * Deletes the folder with all that is in it, the manifest first, so that what a crash leaves of
   * it is not taken for a recording that was lost; then the room's folder, when it is empty. What
   * is in a folder within it is foreign, and stays.
   *
   * @return the bytes of the files that were deleted
   */
  public long deleteAll() throws IOException {
    requireDirectory(directory());
    long bytes = deleteEntry(directory().resolve(MANIFEST));
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory())) {
      entries.forEach(found::add);
    }
    for (Path entry : found) {
      bytes += deleteEntry(entry);
    }
    deleteIfEmpty();
    return bytes;
  }

  /** Deletes the folder if nothing is in it, and the room's folder then, if nothing is in that. */
  public void deleteIfEmpty() throws IOException {
    requireDirectory(directory());
    synchronized (ROOM_FOLDERS) {
      deleteIfEmpty(directory());
      deleteIfEmpty(directory().getParent());
    }
  }

  private static long deleteEntry(Path entry) throws IOException {
    try {
      long bytes = Files.readAttributes(entry, BasicFileAttributes.class, NOFOLLOW_LINKS).size();
      Files.deleteIfExists(entry);
      return bytes;
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      return 0;
    }
  }

  private static void deleteIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // there is more
    }
  }

  private static void requireDirectory(Path path) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS).isDirectory()) {
      throw new IOException(path.getFileName() + " is no directory");
    }
  }

  private static void requireFile(Path path) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW_LINKS).isRegularFile()) {
      throw new IOException(path.getFileName() + " is no regular file");
    }
  }
}
