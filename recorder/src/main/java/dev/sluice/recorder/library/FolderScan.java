package dev.sluice.recorder.library;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the recordings in the recordings' directory. What is not ours is left alone and named in
 * the log, a limited number of times; a manifest that cannot be read is put aside, and its
 * recording is made known by what lies beside it.
 */
final class FolderScan {

  private static final Logger log = LoggerFactory.getLogger(FolderScan.class);

  private static final String BROKEN = RecordingFolder.MANIFEST + ".broken";
  private static final int MAX_COMPLAINTS = 50;
  private final Path root;
  private final Predicate<RecordingId> known;
  private final Consumer<Entry> found;
  private int complaints;

  /**
   * @param known recordings that are not to be looked at, asked before each is
   */
  FolderScan(Path root, Predicate<RecordingId> known, Consumer<Entry> found) {
    this.root = root;
    this.known = known;
    this.found = found;
  }

  /**
   * Looks at everything once.
   *
   * @throws IOException when the directory itself cannot be read
   */
  void run() throws IOException {
    try (DirectoryStream<Path> rooms = Files.newDirectoryStream(root)) {
      for (Path room : rooms) {
        String name = room.getFileName().toString();
        if (name.startsWith(".")) {
          // the lock, and the state of uploads
          continue;
        }
        if (name.endsWith(".ivf") || name.endsWith(".ogg")) {
          // go-live recorded into this directory before us
          continue;
        }
        if (!SafeNames.isRoom(name) || !Files.isDirectory(room, NOFOLLOW_LINKS)) {
          complain(name, "it is not the folder of a room");
          continue;
        }
        scanRoom(room, name);
      }
    }
    if (complaints > MAX_COMPLAINTS) {
      log.warn("left out {} more of what is not ours", complaints - MAX_COMPLAINTS);
    }
  }

  private void scanRoom(Path room, String roomName) {
    try (DirectoryStream<Path> recordings = Files.newDirectoryStream(room)) {
      for (Path recording : recordings) {
        String name = recording.getFileName().toString();
        if (RecordingId.isValid(name) && Files.isDirectory(recording, NOFOLLOW_LINKS)) {
          RecordingId id = new RecordingId(name);
          if (!known.test(id)) {
            scanRecording(roomName, id);
          }
        } else {
          complain(roomName + "/" + name, "it is not the folder of a recording");
        }
      }
    } catch (IOException e) {
      complain(roomName, e.toString());
    }
  }

  private void scanRecording(String roomName, RecordingId id) {
    try {
      RecordingFolder folder = RecordingFolder.open(root, roomName, id, roomName);
      load(folder).ifPresent(found);
    } catch (IOException | RuntimeException e) {
      complain(roomName + "/" + id, e.toString());
    }
  }

  private Optional<Entry> load(RecordingFolder folder) throws IOException {
    try {
      Manifest manifest = folder.load();
      RecordingFolder named =
          RecordingFolder.open(root, folder.roomFolder(), folder.id(), manifest.room());
      return Optional.of(Entry.found(named, manifest));
    } catch (NoSuchFileException e) {
      return withoutManifest(folder);
    } catch (ManifestException e) {
      complain(relative(folder), "its manifest cannot be used: " + e.getMessage());
      if (e.ofLaterVersion()) {
        return Optional.empty();
      }
      Path manifest = folder.directory().resolve(RecordingFolder.MANIFEST);
      Files.move(manifest, manifest.resolveSibling(BROKEN), StandardCopyOption.REPLACE_EXISTING);
      return withoutManifest(folder);
    }
  }

  private Optional<Entry> withoutManifest(RecordingFolder folder) throws IOException {
    if (folder.mediaFiles().isEmpty()) {
      // the server died before the first file, or while it deleted the last one
      folder.deleteIfEmpty();
      return Optional.empty();
    }
    return Optional.of(
        Entry.foundWithoutManifest(
            folder,
            Manifest.begin(
                folder.id(),
                folder.roomFolder(),
                RecordingMode.PER_PARTICIPANT,
                "",
                start(folder))));
  }

  /** What its id says; when that is no time, when its folder changed last. */
  private static Instant start(RecordingFolder folder) throws IOException {
    Optional<Instant> began = folder.id().began();
    return began.isPresent()
        ? began.get()
        : Files.getLastModifiedTime(folder.directory(), NOFOLLOW_LINKS).toInstant();
  }

  private static String relative(RecordingFolder folder) {
    return folder.roomFolder() + "/" + folder.id();
  }

  private void complain(String what, String why) {
    complaints++;
    if (complaints <= MAX_COMPLAINTS) {
      log.warn("left out \"{}\" in the recordings' directory: {}", printable(what), why);
    }
  }

  private static String printable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > 200 ? line.substring(0, 200) + "..." : line;
  }
}
