package dev.sluice.recorder.backup;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.BackupSource.StateFile;
import dev.sluice.recorder.backup.RecordingCut.Cut;
import dev.sluice.recorder.library.DirectoryIdentity;
import dev.sluice.recorder.library.SafeNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One run of a backup: takes every recording and state file into a target, then puts the snapshot
 * that lists them. Until that is there nothing has happened; a run that dies leaves chunks, which
 * the next one finds. A server may run meanwhile, and is not asked for anything.
 */
public final class Backup {

  /** By how much a clock may be behind without a word. */
  private static final Duration ODD = Duration.ofMinutes(5);

  private final BackupSource source;
  private final BackupTarget target;
  private final Transfer transfer;
  private final InstantSource clock;
  private final List<SnapshotFile> files = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Optional<String> directory;
  private long leftOut;

  private Backup(BackupSource source, BackupTarget target, Transfer transfer, InstantSource clock) {
    this.source = source;
    this.target = target;
    this.transfer = transfer;
    this.clock = clock;
    this.directory = DirectoryIdentity.of(source.recordings());
  }

  /** What is read. */
  public enum Reading {
    /** What has changed since the last snapshot, by length and time. */
    WHAT_CHANGED,
    /**
     * Everything, also the chunks that the target has of it: what either disk damaged silently is
     * found, and what the target's did is mended.
     */
    EVERYTHING
  }

  /**
   * Makes a snapshot.
   *
   * @throws BackupException when none can be made; no snapshot is there then
   */
  public static Snapshot run(
      BackupSource source,
      BackupTarget target,
      Reading reading,
      Transfer transfer,
      InstantSource clock)
      throws BackupException {
    return new Backup(source, target, transfer, clock).run(reading);
  }

  private Snapshot run(Reading reading) throws BackupException {
    Instant begun = clock.instant();
    List<SnapshotId> existing = existing();
    Former former = former(existing);
    FileIntake intake = new FileIntake(target, transfer, former, reading);
    RecordingCut cutter = new RecordingCut(source.recordings(), intake, former);
    takeRecordings(cutter, existing, former);
    takeOfGoLive(intake);
    for (StateFile file : source.state()) {
      takeState(intake, file);
    }
    SnapshotId id = id(begun, existing);
    if (leftOut > 0) {
      problems.add(leftOut + " more problems are not listed");
    }
    files.sort(Comparator.comparing(file -> file.path().text()));
    Snapshot snapshot = new Snapshot(id, directory, files, problems);
    put(snapshot);
    return snapshot;
  }

  private List<SnapshotId> existing() throws BackupException {
    try {
      return target.snapshots();
    } catch (IOException e) {
      throw new BackupException(target.name() + " cannot be read: " + AwayException.reason(e), e);
    }
  }

  /**
   * The last snapshot that can be read; a damaged one costs time, and is somebody else's to say.
   */
  private Former former(List<SnapshotId> existing) throws BackupException.Away {
    for (int i = existing.size() - 1; i >= 0; i--) {
      try {
        return Former.of(SnapshotJson.decode(target.snapshot(existing.get(i))));
      } catch (AwayException e) {
        throw new BackupException.Away(target, e);
      } catch (BackupException | IOException e) {
        complain("snapshot " + existing.get(i) + " cannot be used: " + e.getMessage());
      }
    }
    return Former.NONE;
  }

  /** Snapshots are in the order in which they were made, also when the clock was set back. */
  private SnapshotId id(Instant begun, List<SnapshotId> existing) {
    SnapshotId now = SnapshotId.of(begun);
    if (existing.isEmpty() || existing.get(existing.size() - 1).compareTo(now) < 0) {
      return now;
    }
    SnapshotId last = existing.get(existing.size() - 1);
    if (last.time().isAfter(now.time().plus(ODD))) {
      complain("the clock is behind the last snapshot, " + last + "; this one is named after it");
    }
    return last.next();
  }

  private void takeRecordings(RecordingCut cutter, List<SnapshotId> existing, Former former)
      throws BackupException {
    List<RecordingsList.Place> recordings;
    try {
      recordings = RecordingsList.of(source.recordings());
    } catch (IOException | DirectoryIteratorException e) {
      throw new BackupException(source.recordings() + " cannot be read: " + e, e);
    }
    if (!Files.isDirectory(source.recordings())) {
      complain(source.recordings() + " is not there");
    }
    transfer.expect(recordings.size());
    for (RecordingsList.Place recording : recordings) {
      take(cutter, recording.room(), recording.id());
      transfer.recordingDone();
    }
    if (files.isEmpty()) {
      complainOfNoRecordings(existing);
    } else if (directory.isPresent()
        && former.directory().isPresent()
        && !isThat(former.directory())) {
      complain(
          "%s is another directory than the one of the last snapshot; is the right disk mounted there?"
              .formatted(source.recordings()));
    }
  }

  /**
   * Not only after the last snapshot: the runs that found nothing would soon be all there are. In
   * the directory that had them they were deleted; a disk that is not mounted is another one.
   */
  private void complainOfNoRecordings(List<SnapshotId> existing) throws BackupException.Away {
    Snapshots.latestWithRecordings(target, existing)
        .filter(snapshot -> !isThat(snapshot.directory()))
        .ifPresent(
            snapshot ->
                complain(
                    "%s has no recordings any more, and snapshot %s has; is the right disk mounted there?"
                        .formatted(source.recordings(), snapshot.id())));
  }

  private boolean isThat(Optional<String> other) {
    return directory.isPresent() && directory.equals(other);
  }

  private void take(RecordingCut cutter, String room, RecordingId id) throws BackupException {
    Optional<Cut> cut = cutter.take(room, id);
    if (cut.isPresent()) {
      files.addAll(cut.get().files());
      cut.get().problems().forEach(this::complain);
    }
    if (files.size() > Snapshot.MAX_FILES) {
      throw new BackupException("there are more than " + Snapshot.MAX_FILES + " files");
    }
  }

  /** What go-live recorded into the same directory lies there beside the folders of rooms. */
  private void takeOfGoLive(FileIntake intake) throws BackupException {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(source.recordings(), "*.{ivf,ogg}")) {
      for (Path entry : entries) {
        takeOfGoLive(intake, entry);
      }
    } catch (NoSuchFileException e) {
      // there is no directory
    } catch (IOException | DirectoryIteratorException e) {
      complain("what go-live left in " + source.recordings() + " cannot be read: " + e);
    }
  }

  private void takeOfGoLive(FileIntake intake, Path entry) throws BackupException {
    String name = entry.getFileName().toString();
    try {
      BasicFileAttributes found =
          Files.readAttributes(entry, BasicFileAttributes.class, NOFOLLOW_LINKS);
      if (SafeNames.isOfGoLive(name) && found.isRegularFile()) {
        files.add(
            intake.take(
                new SnapshotPath.OfGoLive(name),
                found,
                () -> FileChannel.open(entry, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS))));
      }
    } catch (NoSuchFileException e) {
      // it was deleted just now; the others are there still
    } catch (IOException e) {
      complain(entry + " cannot be read: " + e);
    }
  }

  private void takeState(FileIntake intake, StateFile file) throws BackupException {
    SnapshotPath path = new SnapshotPath.State(file.name());
    try {
      BasicFileAttributes found = Files.readAttributes(file.path(), BasicFileAttributes.class);
      if (!found.isRegularFile() || found.size() > BackupSource.MAX_STATE_BYTES) {
        complain(file.path() + " is left out: it is no file, or larger than such a file is");
        return;
      }
      files.add(
          intake.take(path, found, () -> FileChannel.open(file.path(), StandardOpenOption.READ)));
    } catch (NoSuchFileException e) {
      // nothing was kept yet
    } catch (IOException e) {
      complain(file.path() + " cannot be read: " + e);
    }
  }

  private void complain(String problem) {
    if (problems.size() < Snapshot.MAX_PROBLEMS - 1) {
      problems.add(problem);
    } else {
      leftOut++;
    }
  }

  private void put(Snapshot snapshot) throws BackupException {
    try {
      target.putSnapshot(snapshot.id(), SnapshotJson.encode(snapshot));
    } catch (IOException e) {
      throw new BackupException(
          target.name() + " cannot be written: " + AwayException.reason(e), e);
    }
  }

  /**
   * Says no when one of two folders is in the other: a backup would be of itself, and be lost with
   * what it is of.
   *
   * @throws BackupException when that is so
   */
  public static void requireApart(Path recordings, Path folder) throws BackupException {
    Path one = resolved(recordings);
    Path other = resolved(folder);
    if (one.startsWith(other) || other.startsWith(one)) {
      throw new BackupException(
          "the recordings' directory %s and the folder of backups %s are within one another"
              .formatted(recordings, folder));
    }
  }

  /** With the symbolic links of what exists of it resolved. */
  private static Path resolved(Path path) throws BackupException {
    Path absolute = path.toAbsolutePath().normalize();
    Path there = absolute;
    while (!Files.exists(there, NOFOLLOW_LINKS) && there.getParent() != null) {
      there = there.getParent();
    }
    try {
      return there.toRealPath().resolve(there.relativize(absolute)).normalize();
    } catch (IOException e) {
      throw new BackupException(path + " cannot be resolved: " + e, e);
    }
  }
}
