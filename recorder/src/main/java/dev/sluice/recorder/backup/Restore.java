package dev.sluice.recorder.backup;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.BackupSource.StateFile;
import dev.sluice.recorder.backup.FileOutlet.DamagedException;
import dev.sluice.recorder.backup.RecordingsList.Place;
import dev.sluice.recorder.backup.SnapshotPath.Recorded;
import dev.sluice.recorder.backup.SnapshotPath.State;
import dev.sluice.recorder.library.AtomicFile;
import dev.sluice.recorder.library.DirectoryIdentity;
import dev.sluice.recorder.library.DiskSpace;
import dev.sluice.recorder.library.FileChecksum;
import dev.sluice.recorder.library.ManifestJson;
import dev.sluice.recorder.library.RecordingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brings recordings of a snapshot into a recordings' directory, whole ones only, and each checked
 * byte for byte. The index needs no bringing back: a server reads it from the manifests. What is
 * there already as it should be is left, so that a restore that died goes on when it is run again.
 */
public final class Restore {

  private final RestoreOptions options;
  private final Transfer transfer;
  private final FileOutlet outlet;
  private final Instant now;
  private final List<RecordingId> restored = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int alreadyThere;

  private Restore(
      BackupTarget target, RestoreOptions options, Transfer transfer, InstantSource clock) {
    this.options = options;
    this.transfer = transfer;
    this.outlet = new FileOutlet(target, transfer);
    this.now = clock.instant();
  }

  /**
   * Restores what is wanted of a snapshot.
   *
   * @throws BackupException.Busy when a server uses the directory
   * @throws BackupException when nothing can be restored, or the disk fails; what was restored
   *     until then is whole
   */
  public static RestoreResult run(
      BackupTarget target,
      Snapshot snapshot,
      RestoreOptions options,
      Transfer transfer,
      InstantSource clock)
      throws BackupException {
    return new Restore(target, options, transfer, clock).run(snapshot);
  }

  private RestoreResult run(Snapshot snapshot) throws BackupException {
    Map<Place, List<SnapshotFile>> recordings = wanted(snapshot);
    if (recordings.isEmpty() && !options.selection().isAll()) {
      throw new BackupException("snapshot " + snapshot.id() + " has no recording that is wanted");
    }
    try (Staging staging = Staging.open(options.directory())) {
      requireSpace(staging, recordings);
      transfer.expect(recordings.size());
      for (Map.Entry<Place, List<SnapshotFile>> recording : recordings.entrySet()) {
        restore(staging, recording.getKey(), recording.getValue());
        transfer.recordingDone();
      }
      if (options.selection().isAll()) {
        restoreSingleFiles(staging, snapshot);
        restoreIdentity(staging, snapshot);
      }
    } catch (IOException e) {
      throw new BackupException("the restore cannot go on: " + AwayException.reason(e), e);
    }
    return new RestoreResult(restored, alreadyThere, problems, notes);
  }

  /** By recording, the oldest first. */
  private Map<Place, List<SnapshotFile>> wanted(Snapshot snapshot) {
    Map<Place, List<SnapshotFile>> recordings = new TreeMap<>();
    for (SnapshotFile file : snapshot.files()) {
      if (file.path() instanceof Recorded path
          && options.selection().matches(path.room(), path.id())) {
        recordings
            .computeIfAbsent(new Place(path.room(), path.id()), place -> new ArrayList<>())
            .add(file);
      }
    }
    return recordings;
  }

  private void requireSpace(Staging staging, Map<Place, List<SnapshotFile>> recordings)
      throws BackupException, IOException {
    long needed = 0;
    for (Map.Entry<Place, List<SnapshotFile>> recording : recordings.entrySet()) {
      Path place = staging.place(recording.getKey());
      if (Files.notExists(place, NOFOLLOW_LINKS)
          || options.existing() == RestoreOptions.Existing.REPLACE) {
        needed += recording.getValue().stream().mapToLong(SnapshotFile::bytes).sum();
      }
    }
    long free = DiskSpace.of(staging.root()).read().freeBytes();
    if (needed > free) {
      throw new BackupException(
          "the restore needs %d bytes, and %s has %d free".formatted(needed, staging.root(), free));
    }
  }

  private void restore(Staging staging, Place place, List<SnapshotFile> files) throws IOException {
    if (Files.exists(staging.place(place), NOFOLLOW_LINKS)) {
      if (isAsItShouldBe(staging, place, files)) {
        alreadyThere++;
        return;
      }
      if (options.existing() == RestoreOptions.Existing.LEAVE) {
        problems.add(
            place
                + " is there, and is not what the snapshot has; it is left alone without --replace");
        return;
      }
      notes.add(place + " was there, and is in .replaced now");
    }
    if (build(staging.begin(place), files)) {
      staging.commit(place);
      restored.add(place.id());
    } else {
      problems.add(place + " is not restored: nothing of it is whole");
    }
  }

  /** False when there is nothing to put into place. */
  private boolean build(Path stage, List<SnapshotFile> files) throws IOException {
    Set<String> here = new HashSet<>();
    Optional<SnapshotFile> manifest = Optional.empty();
    for (SnapshotFile file : files) {
      Recorded path = (Recorded) file.path();
      if (path.isManifest()) {
        manifest = Optional.of(file);
      } else if (write(file, stage.resolve(path.name()))) {
        here.add(path.name());
      }
    }
    if (manifest.isPresent()) {
      try {
        byte[] document = outlet.read(manifest.get(), ManifestJson.MAX_BYTES);
        AtomicFile.write(
            stage.resolve(RecordingFolder.MANIFEST),
            RestoredManifest.of(document, here, now, now.plus(options.keep())));
        return true;
      } catch (DamagedException e) {
        problems.add(e.getMessage());
      }
    }
    // a server makes up a manifest for media without one
    return !here.isEmpty();
  }

  private boolean write(SnapshotFile file, Path place) throws IOException {
    try {
      outlet.write(file, place);
      return true;
    } catch (DamagedException e) {
      problems.add(e.getMessage() + "; perhaps another snapshot has it");
      return false;
    }
  }

  /** All media of the snapshot is there, and there is a manifest. */
  private static boolean isAsItShouldBe(Staging staging, Place place, List<SnapshotFile> files)
      throws IOException {
    try {
      RecordingFolder folder =
          RecordingFolder.open(staging.root(), place.room(), place.id(), place.room());
      for (SnapshotFile file : files) {
        Recorded path = (Recorded) file.path();
        if (path.isManifest()) {
          Path manifest = folder.directory().resolve(RecordingFolder.MANIFEST);
          if (!Files.isRegularFile(manifest, NOFOLLOW_LINKS)) {
            return false;
          }
        } else if (folder.attributes(path.name()).size() != file.bytes()
            || !FileChecksum.sha256(folder, path.name()).equals(file.sha256())) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** A directory that comes back as a whole is the one that was lost. */
  private static void restoreIdentity(Staging staging, Snapshot snapshot) throws IOException {
    if (snapshot.directory().isPresent() && DirectoryIdentity.of(staging.root()).isEmpty()) {
      DirectoryIdentity.give(staging.root(), snapshot.directory().get());
    }
  }

  private void restoreSingleFiles(Staging staging, Snapshot snapshot) throws IOException {
    for (SnapshotFile file : snapshot.files()) {
      if (file.path() instanceof SnapshotPath.OfGoLive path) {
        restoreSingleFile(file, staging.root().resolve(path.name()));
      } else if (file.path() instanceof State path) {
        Optional<Path> place = place(path.name());
        if (place.isPresent()) {
          restoreSingleFile(file, place.get());
        } else {
          notes.add(path.text() + " is not restored: no variable says where it belongs");
        }
      }
    }
  }

  /** Of a log that was put aside, where the log itself belongs with the same end to its name. */
  private Optional<Path> place(String name) {
    int dot = name.indexOf('.');
    String base = dot < 0 ? name : name.substring(0, dot);
    String end = dot < 0 ? "" : name.substring(dot);
    return options.state().stream()
        .filter(file -> file.name().equals(base))
        .map(StateFile::path)
        .map(path -> path.resolveSibling(path.getFileName() + end))
        .findFirst();
  }

  private void restoreSingleFile(SnapshotFile file, Path place) throws IOException {
    if (Files.exists(place, NOFOLLOW_LINKS)) {
      notes.add(place + " is there, and is left alone");
      return;
    }
    Files.createDirectories(place.toAbsolutePath().getParent());
    Path made = place.resolveSibling("." + place.getFileName() + ".restore");
    Files.deleteIfExists(made);
    if (write(file, made)) {
      Files.move(made, place, StandardCopyOption.ATOMIC_MOVE);
      notes.add(place + " is restored");
    }
  }
}
