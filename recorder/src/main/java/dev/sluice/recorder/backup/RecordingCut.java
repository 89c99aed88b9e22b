package dev.sluice.recorder.backup;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestException;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.ManifestJson;
import dev.sluice.recorder.library.RecordingFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes one recording into a backup while it may be recorded, repaired, uploaded or deleted.
 *
 * <p>The manifest is read first, the media after it, the manifest again: when no file has begun,
 * ended or gone in between, media and manifest belong together; else it is done once more. A file
 * that is written grows at its end only, and gets its index at its end before its header speaks of
 * it: what is read of it from front to end is what a crash could have left, and the server that
 * finds it after a restore makes it whole as after any crash.
 */
final class RecordingCut {

  private static final int TRIES = 3;

  private final Path root;
  private final FileIntake intake;
  private final Former former;

  RecordingCut(Path root, FileIntake intake, Former former) {
    this.root = root;
    this.intake = intake;
    this.former = former;
  }

  /** A recording as it was taken. */
  record Cut(List<SnapshotFile> files, List<String> problems) {}

  /** What a manifest says of its files, as far as it matters here. */
  private static final class Claims {

    private final byte[] document;
    private final Optional<Manifest> manifest;
    private final String complaint;

    Claims(byte[] document, Optional<Manifest> manifest, String complaint) {
      this.document = document;
      this.manifest = manifest;
      this.complaint = complaint;
    }

    Optional<ManifestFile> file(String name) {
      return manifest.flatMap(known -> known.file(name));
    }

    List<ManifestFile> files() {
      return manifest.map(Manifest::files).orElse(List.of());
    }

    /** Equal as long as no file begins, ends or goes. */
    Map<String, String> states() {
      Map<String, String> states = new TreeMap<>();
      manifest.ifPresent(known -> states.put("", known.state().name()));
      files().forEach(file -> states.put(file.name(), file.state() + " " + file.local()));
      return states;
    }
  }

  /**
   * Takes what is there.
   *
   * @return empty when it is gone
   * @throws BackupException when the target fails
   */
  Optional<Cut> take(String room, RecordingId id) throws BackupException {
    for (int left = TRIES; ; left--) {
      try {
        RecordingFolder folder = RecordingFolder.open(root, room, id, room);
        Optional<Claims> before = claims(folder);
        Map<String, SnapshotFile> media = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (String name : folder.mediaFiles()) {
          takeMedia(folder, name, before, media, problems);
        }
        Optional<Claims> after = claims(folder);
        if (left == 1 || before.map(Claims::states).equals(after.map(Claims::states))) {
          return Optional.of(cut(folder, before, media, problems));
        }
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(new Cut(List.of(), List.of(room + "/" + id + " cannot be read: " + e)));
      }
    }
  }

  private static Optional<Claims> claims(RecordingFolder folder) throws IOException {
    byte[] document;
    try {
      document = folder.manifestBytes();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (ManifestException e) {
      return Optional.of(new Claims(new byte[0], Optional.empty(), e.getMessage()));
    }
    try {
      return Optional.of(new Claims(document, Optional.of(ManifestJson.decode(document)), ""));
    } catch (ManifestException e) {
      return Optional.of(new Claims(document, Optional.empty(), e.getMessage()));
    }
  }

  private void takeMedia(
      RecordingFolder folder,
      String name,
      Optional<Claims> claims,
      Map<String, SnapshotFile> media,
      List<String> problems)
      throws BackupException {
    SnapshotPath path = new SnapshotPath.Recorded(folder.roomFolder(), folder.id(), name);
    Optional<ManifestFile> known = claims.flatMap(says -> says.file(name));
    try {
      SnapshotFile file = intake.take(path, folder.attributes(name), () -> folder.read(name));
      Optional<String> wrong = known.flatMap(claim -> difference(claim, file));
      Optional<SnapshotFile> good = wrong.isPresent() ? formerCopy(path, known) : Optional.empty();
      wrong.ifPresent(
          how ->
              problems.add(
                  path.text()
                      + " "
                      + how
                      + (good.isPresent() ? "; the backup keeps the copy it has" : "")));
      media.put(name, good.orElse(file));
    } catch (NoSuchFileException e) {
      // deleted just now; what the manifest says then tells whether it may be
    } catch (IOException e) {
      problems.add(path.text() + " cannot be read: " + e);
      formerCopy(path, known).ifPresent(file -> media.put(name, file));
    }
  }

  /** How a file is not what its manifest says. */
  private static Optional<String> difference(ManifestFile claim, SnapshotFile file) {
    if (!claim.whole()) {
      return Optional.empty();
    }
    if (claim.bytes() != file.bytes()) {
      return Optional.of(
          "has %d bytes, and its manifest says %d".formatted(file.bytes(), claim.bytes()));
    }
    if (claim.sha256().map(sum -> !sum.equals(file.sha256())).orElse(false)) {
      return Optional.of("is not what it was when it was finished: its checksum differs");
    }
    return Optional.empty();
  }

  /** What an earlier snapshot has of a file that is damaged now. */
  private Optional<SnapshotFile> formerCopy(SnapshotPath path, Optional<ManifestFile> claim)
      throws BackupException {
    Optional<SnapshotFile> copy =
        former
            .file(path)
            .filter(file -> claim.map(says -> difference(says, file).isEmpty()).orElse(false));
    return copy.isPresent() && intake.has(copy.get()) ? copy : Optional.empty();
  }

  private Cut cut(
      RecordingFolder folder,
      Optional<Claims> claims,
      Map<String, SnapshotFile> media,
      List<String> problems)
      throws BackupException, IOException {
    List<SnapshotFile> files = new ArrayList<>(media.values());
    if (claims.isPresent()) {
      takeManifest(folder, claims.get(), files, problems);
      for (ManifestFile file : claims.get().files()) {
        if (file.whole() && file.local() && !media.containsKey(file.name())) {
          problems.add(
              "%s/%s/%s is missing, and its manifest says that it is here"
                  .formatted(folder.roomFolder(), folder.id(), file.name()));
        }
      }
    }
    return new Cut(files, problems);
  }

  private void takeManifest(
      RecordingFolder folder, Claims claims, List<SnapshotFile> files, List<String> problems)
      throws BackupException, IOException {
    SnapshotPath path =
        new SnapshotPath.Recorded(folder.roomFolder(), folder.id(), RecordingFolder.MANIFEST);
    if (!claims.complaint.isEmpty()) {
      problems.add(path.text() + " cannot be used: " + claims.complaint);
    }
    if (claims.document.length > 0) {
      Instant modified =
          Files.getLastModifiedTime(
                  folder.directory().resolve(RecordingFolder.MANIFEST), LinkOption.NOFOLLOW_LINKS)
              .toInstant();
      files.add(intake.take(path, claims.document, modified));
    }
  }
}
