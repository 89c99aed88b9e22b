package dev.sluice.recorder.backup;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.RecordingsList.Place;
import dev.sluice.recorder.library.AtomicFile;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestException;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.ManifestJson;
import dev.sluice.recorder.library.ManifestUpload;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.library.SafeNames;
import dev.sluice.recorder.upload.Digests;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.ObjectStore.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a recordings' directory of what was uploaded, when there is nothing else left. Manifests in
 * the store say what is in it; of an object that none speaks of, the media is fetched, and a server
 * finds out what it is. The store is only read.
 */
public final class StoreRestore {

  private final PatientStore store;
  private final String prefix;
  private final Media media;
  private final RestoreOptions options;
  private final Transfer transfer;
  private final Instant now;
  private final List<RecordingId> restored = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private int alreadyThere;

  private StoreRestore(
      ObjectStore store,
      String prefix,
      Media media,
      RestoreOptions options,
      Transfer transfer,
      InstantSource clock) {
    this.store = new PatientStore(store, transfer);
    this.prefix = prefix;
    this.media = media;
    this.options = options;
    this.transfer = transfer;
    this.now = clock.instant();
  }

  /** What becomes of media. */
  public enum Media {
    /** It is fetched. */
    FETCH,
    /** It stays in the store, from where it is played: what is restored is the index. */
    LEAVE
  }

  /**
   * Restores what is wanted of what the store has.
   *
   * @param prefix of all keys, as uploads have it
   * @throws BackupException.Busy when a server uses the directory
   * @throws BackupException when the store or the disk fails; what was restored until then is whole
   */
  public static RestoreResult run(
      ObjectStore store,
      String prefix,
      Media media,
      RestoreOptions options,
      Transfer transfer,
      InstantSource clock)
      throws BackupException {
    return new StoreRestore(store, prefix, media, options, transfer, clock).run();
  }

  private RestoreResult run() throws BackupException {
    try (Staging staging = Staging.open(options.directory())) {
      Place place = null;
      Map<String, Long> objects = new TreeMap<>();
      String after = "";
      List<StoredObject> page = store.list(prefix, after);
      while (!page.isEmpty()) {
        for (StoredObject object : page) {
          Optional<Place> next = place(object.key());
          if (next.isPresent()) {
            if (place != null && !next.get().equals(place)) {
              restore(staging, place, objects);
              objects.clear();
            }
            place = next.get();
            objects.put(name(object.key()), object.bytes());
          }
          after = object.key();
        }
        page = store.list(prefix, after);
      }
      if (place != null) {
        restore(staging, place, objects);
      }
    } catch (IOException e) {
      throw new BackupException("the restore cannot go on: " + AwayException.reason(e), e);
    }
    return new RestoreResult(restored, alreadyThere, problems, List.of());
  }

  /** Of what else is in the bucket nothing is taken. */
  private Optional<Place> place(String key) {
    String[] parts =
        key.startsWith(prefix) ? key.substring(prefix.length()).split("/", -1) : new String[0];
    boolean ours =
        parts.length == 3
            && SafeNames.isRoom(parts[0])
            && RecordingId.isValid(parts[1])
            && (SafeNames.isFile(parts[2]) || parts[2].equals(RecordingFolder.MANIFEST));
    return ours ? Optional.of(new Place(parts[0], new RecordingId(parts[1]))) : Optional.empty();
  }

  private static String name(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }

  private String key(Place place, String name) {
    return prefix + place + "/" + name;
  }

  /**
   * @param objects of one recording: bytes by name
   */
  private void restore(Staging staging, Place place, Map<String, Long> objects) throws IOException {
    if (!options.selection().matches(place.room(), place.id())) {
      return;
    }
    boolean inTheWay = Files.exists(staging.place(place), NOFOLLOW_LINKS);
    if (inTheWay && options.existing() == RestoreOptions.Existing.LEAVE) {
      alreadyThere++;
      return;
    }
    Optional<byte[]> document = manifest(place, objects);
    if (inTheWay
        && LocalRecording.hasAll(staging.root(), place, document, objects.keySet(), transfer)) {
      alreadyThere++;
      return;
    }
    if (build(staging.begin(place), place, document, objects)) {
      staging.commit(place);
      restored.add(place.id());
    } else {
      problems.add(place + " is not restored: nothing of it is whole");
    }
    transfer.recordingDone();
  }

  /** False when there is nothing to put into place. */
  private boolean build(
      Path stage, Place place, Optional<byte[]> document, Map<String, Long> objects)
      throws IOException {
    Optional<Manifest> manifest = Optional.empty();
    try {
      if (document.isPresent()) {
        manifest = Optional.of(ManifestJson.decode(document.get()));
      }
    } catch (ManifestException e) {
      problems.add(key(place, RecordingFolder.MANIFEST) + " cannot be used: " + e.getMessage());
      if (e.ofLaterVersion()) {
        AtomicFile.write(stage.resolve(RecordingFolder.MANIFEST), document.get());
      }
    }
    List<ManifestFile> files = new ArrayList<>();
    for (ManifestFile file : manifest.map(Manifest::files).orElse(List.of())) {
      files.add(restore(stage, place, file, objects));
    }
    int unknown = 0;
    for (Map.Entry<String, Long> object : objects.entrySet()) {
      String name = object.getKey();
      boolean known = manifest.flatMap(says -> says.file(name)).isPresent();
      if (!known && SafeNames.isFile(name)) {
        fetch(stage, place, name, object.getValue());
        unknown++;
      }
    }
    if (manifest.isPresent()) {
      Manifest changed = manifest.get().withFiles(files).keptUntil(now.plus(options.keep()));
      AtomicFile.write(stage.resolve(RecordingFolder.MANIFEST), ManifestJson.encode(changed));
    }
    return manifest.isPresent() || unknown > 0;
  }

  private Optional<byte[]> manifest(Place place, Map<String, Long> objects) throws IOException {
    Long bytes = objects.get(RecordingFolder.MANIFEST);
    if (bytes == null) {
      return Optional.empty();
    }
    if (bytes > ManifestJson.MAX_BYTES) {
      problems.add(key(place, RecordingFolder.MANIFEST) + " is too long to be a manifest");
      return Optional.empty();
    }
    ByteArrayOutputStream document = new ByteArrayOutputStream(bytes.intValue());
    store.read(
        key(place, RecordingFolder.MANIFEST),
        bytes,
        (data, length) -> {
          document.write(data, 0, length);
          transfer.read(length);
        });
    return Optional.of(document.toByteArray());
  }

  private ManifestFile restore(
      Path stage, Place place, ManifestFile file, Map<String, Long> objects) throws IOException {
    Long bytes = objects.get(file.name());
    if (bytes == null) {
      return elsewhere(place, file);
    }
    Optional<ManifestUpload> copy =
        file.upload().filter(known -> known.key().equals(key(place, file.name())));
    if (file.whole() && bytes != file.bytes()) {
      return lost(
          place,
          file,
          "the store has %d bytes of it, and the manifest says %d".formatted(bytes, file.bytes()));
    }
    if (media == Media.LEAVE && copy.isPresent()) {
      return file.local() ? file.withLocalDeleted(now) : file;
    }
    String sha256 = fetch(stage, place, file.name(), bytes);
    if (file.whole() && file.sha256().map(known -> !known.equals(sha256)).orElse(false)) {
      Files.delete(stage.resolve(file.name()));
      return lost(place, file, "what the store has is not what the file was: its checksum differs");
    }
    // one that nobody knows to be verified is looked at by the server
    return copy.map(file.restored()::withUpload).orElseGet(file::restored);
  }

  /** A copy under another prefix counts when it is there. */
  private ManifestFile elsewhere(Place place, ManifestFile file) throws IOException {
    if (file.upload().isPresent() && store.head(file.upload().get().key()).isPresent()) {
      return file.local() ? file.withLocalDeleted(now) : file;
    }
    if (!file.whole()) {
      // a server that makes the recording whole finds that it is missing
      return file;
    }
    return lost(place, file, "it is not in the store");
  }

  private ManifestFile lost(Place place, ManifestFile file, String why) {
    problems.add(key(place, file.name()) + " is lost: " + why);
    return file.restored().damaged(0, why);
  }

  /** Writes an object to the disk, and says what its checksum is. */
  private String fetch(Path stage, Place place, String name, long bytes) throws IOException {
    MessageDigest digest = Digests.sha256Digest();
    try (FileChannel channel =
        FileChannel.open(stage.resolve(name), Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS))) {
      store.read(
          key(place, name),
          bytes,
          (data, length) -> {
            digest.update(data, 0, length);
            ByteBuffer buffer = ByteBuffer.wrap(data, 0, length);
            while (buffer.hasRemaining()) {
              channel.write(buffer);
            }
            transfer.read(length);
            transfer.copied(length);
          });
      channel.force(true);
    }
    return Digests.hex(digest.digest());
  }
}
