package dev.sluice.recorder.backup;

import dev.sluice.recorder.library.FileChecksum;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestException;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.upload.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads everything, and says what is not as it should be. Changes nothing. */
public final class Verification {

  private static final int MAX_PROBLEMS = 1_000;

  private final Transfer transfer;
  private final List<String> problems = new ArrayList<>();
  private long files;
  private long bytes;

  private Verification(Transfer transfer) {
    this.transfer = transfer;
  }

  /**
   * What was found.
   *
   * @param bytes of all files; what several have in common was read once
   * @param problems sentences, a thousand at most
   */
  public record Report(long files, long bytes, List<String> problems) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads every chunk of these snapshots.
   *
   * @throws BackupException when the target cannot be read at all
   */
  public static Report ofTarget(BackupTarget target, List<SnapshotId> snapshots, Transfer transfer)
      throws BackupException {
    Verification verification = new Verification(transfer);
    Map<String, Optional<String>> seen = new HashMap<>();
    for (SnapshotId id : snapshots) {
      try {
        verification.verify(target, Snapshots.read(target, id), seen);
      } catch (BackupException.Away e) {
        throw e;
      } catch (BackupException e) {
        verification.complain(e.getMessage());
      }
    }
    return verification.report();
  }

  private void verify(BackupTarget target, Snapshot snapshot, Map<String, Optional<String>> seen)
      throws BackupException.Away {
    for (SnapshotFile file : snapshot.files()) {
      files++;
      bytes += file.bytes();
      for (int i = 0; i < file.chunks().size(); i++) {
        String sha256 = file.chunks().get(i);
        if (!seen.containsKey(sha256)) {
          seen.put(sha256, damage(target, sha256, file.chunkBytes(i)));
        }
        seen.get(sha256)
            .ifPresent(
                how ->
                    complain(
                        "snapshot %s: %s is damaged: chunk %s %s"
                            .formatted(snapshot.id(), file.path().text(), sha256, how)));
      }
    }
  }

  /** What is wrong with a chunk; empty when it is as it should be. */
  private Optional<String> damage(BackupTarget target, String sha256, int length)
      throws BackupException.Away {
    try {
      Optional<byte[]> chunk = target.get(sha256, length);
      if (chunk.isEmpty()) {
        return Optional.of("is missing, or of another length");
      }
      transfer.read(length);
      MessageDigest digest = Digests.sha256Digest();
      digest.update(chunk.get());
      return Digests.hex(digest.digest()).equals(sha256)
          ? Optional.empty()
          : Optional.of("holds something else");
    } catch (AwayException e) {
      throw new BackupException.Away(target, e);
    } catch (IOException e) {
      return Optional.of("cannot be read: " + e);
    }
  }

  /**
   * Reads every file of a recordings' directory that its manifest says is finished. A server may
   * use it meanwhile.
   *
   * @throws BackupException when the directory cannot be read
   */
  public static Report ofRecordings(Path directory, Transfer transfer) throws BackupException {
    if (!Files.isDirectory(directory)) {
      throw new BackupException(
          directory + " is no directory of recordings, and no folder of backups");
    }
    Verification verification = new Verification(transfer);
    List<RecordingsList.Place> places;
    try {
      places = RecordingsList.of(directory);
    } catch (IOException e) {
      throw new BackupException(directory + " cannot be read: " + e, e);
    }
    transfer.expect(places.size());
    for (RecordingsList.Place place : places) {
      verification.verify(directory, place);
      transfer.recordingDone();
    }
    return verification.report();
  }

  private void verify(Path directory, RecordingsList.Place place) {
    try {
      RecordingFolder folder =
          RecordingFolder.open(directory, place.room(), place.id(), place.room());
      Manifest manifest = folder.load();
      for (ManifestFile file : manifest.files()) {
        if (file.whole() && file.local()) {
          verify(folder, file);
        }
      }
    } catch (NoSuchFileException e) {
      complain(place + " has no manifest");
    } catch (IOException | ManifestException e) {
      complain(place + " cannot be read: " + e.getMessage());
    }
  }

  private void verify(RecordingFolder folder, ManifestFile file) {
    String where = folder.roomFolder() + "/" + folder.id() + "/" + file.name();
    try {
      long size = folder.attributes(file.name()).size();
      files++;
      bytes += size;
      if (size != file.bytes()) {
        complain("%s has %d bytes, and its manifest says %d".formatted(where, size, file.bytes()));
        return;
      }
      Optional<String> known = file.sha256();
      if (known.isPresent() && !FileChecksum.sha256(folder, file.name()).equals(known.get())) {
        complain(where + " is not what it was when it was finished: its checksum differs");
      }
      transfer.read(size);
    } catch (NoSuchFileException e) {
      complain(where + " is missing");
    } catch (IOException e) {
      complain(where + " cannot be read: " + e);
    }
  }

  private void complain(String problem) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(problem);
    }
  }

  private Report report() {
    return new Report(files, bytes, problems);
  }
}
