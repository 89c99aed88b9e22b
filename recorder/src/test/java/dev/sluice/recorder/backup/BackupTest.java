package dev.sluice.recorder.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.Backup.Reading;
import dev.sluice.recorder.library.DirectoryIdentity;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.Samples;
import dev.sluice.recorder.upload.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {

  private static final int MIB = 1 << 20;
  private static final String FILE = "a_camera_001.webm";

  @TempDir Path directory;
  private BackupStage stage;

  @BeforeEach
  void set() throws Exception {
    stage = new BackupStage(directory);
  }

  @Test
  void bringsBackWhatWasLostByteForByte() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 3 * MIB));
    stage.recorded(2, "a room with spaces", BackupStage.media(2, 40 * MIB));
    stage.record(Samples.finished(Samples.id(3), "red"), Map.of());
    Files.writeString(stage.denyList, "denied");
    Files.write(stage.records.resolve("old_room_1.ivf"), BackupStage.media(4, 100));
    Map<String, String> before = BackupStage.contents(stage.records);

    Snapshot snapshot = stage.backup();
    BackupStage.delete(stage.records);
    Files.delete(stage.denyList);
    RestoreResult result = stage.restore();

    assertEquals(List.of(), snapshot.problems());
    assertEquals(List.of(), result.problems());
    assertEquals(3, result.restored().size());
    Map<String, String> after = BackupStage.contents(stage.records);
    assertEquals(before.keySet(), after.keySet());
    before.forEach(
        (name, sha256) -> {
          if (!name.endsWith("manifest.json")) {
            assertEquals(sha256, after.get(name), name);
          }
        });
    assertEquals("denied", Files.readString(stage.denyList));
  }

  @Test
  void copiesNothingThatItHas() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 3 * MIB));
    stage.backup();
    long first = stage.progress.copied();
    stage.backup();
    assertTrue(first > 3 * MIB);
    assertEquals(0, stage.progress.copied());
    assertEquals(0, stage.progress.bytes(), "media that did not change is not read");
    stage.backup(Reading.EVERYTHING);
    assertEquals(0, stage.progress.copied());
    assertEquals(3 * MIB, stage.progress.bytes());
  }

  @Test
  void copiesOfAFileThatGrowsOnlyWhatIsNew() throws Exception {
    byte[] media = BackupStage.media(1, 50 * MIB);
    RecordingId id = Samples.id(1);
    Manifest live = Samples.begun(id, "blue").withFile(Samples.growing(FILE));
    stage.record(live, Map.of(FILE, Arrays.copyOf(media, 33 * MIB)));
    stage.backup();
    assertEquals(33 * MIB + manifestBytes(id), stage.progress.copied());

    Files.write(
        stage.file("blue", id, FILE),
        Arrays.copyOfRange(media, 33 * MIB, 50 * MIB),
        StandardOpenOption.APPEND);
    stage.backup();

    assertEquals(
        18 * MIB, stage.progress.copied(), "the third chunk, which was begun, and the rest");
    BackupStage.delete(stage.records);
    stage.restore();
    assertArrayEquals(media, Files.readAllBytes(stage.file("blue", id, FILE)));
  }

  private long manifestBytes(RecordingId id) throws IOException {
    return Files.size(stage.file("blue", id, "manifest.json"));
  }

  @Test
  void doesNotTrustATimeThatIsTooNew() throws Exception {
    RecordingId id = stage.recorded(1, "blue", BackupStage.media(1, 1000));
    Path file = stage.file("blue", id, FILE);
    Instant justNow = BackupStage.NOW.plusSeconds(599);
    Files.setLastModifiedTime(file, FileTime.from(justNow));
    stage.backup();
    // the same length and, by a coarse clock, the same time
    Files.write(file, BackupStage.media(2, 1000));
    Files.setLastModifiedTime(file, FileTime.from(justNow));

    Snapshot snapshot = stage.backup();

    assertEquals(1000, stage.progress.bytes());
    assertTrue(snapshot.problems().get(0).contains("checksum differs"), snapshot.problems() + "");
  }

  @Test
  void tellsWhatIsMissingAndWhatIsNotWhatItWas() throws Exception {
    RecordingId missing = stage.recorded(1, "blue", BackupStage.media(1, 1000));
    RecordingId cut = stage.recorded(2, "blue", BackupStage.media(2, 1000));
    RecordingId rotten = stage.recorded(3, "blue", BackupStage.media(3, 1000));
    Files.delete(stage.file("blue", missing, FILE));
    Files.write(stage.file("blue", cut, FILE), BackupStage.media(2, 999));
    Files.write(stage.file("blue", rotten, FILE), BackupStage.media(4, 1000));

    List<String> problems = stage.backup().problems();

    assertEquals(3, problems.size(), problems + "");
    assertTrue(problems.get(0).contains(missing + "/" + FILE + " is missing"), problems + "");
    assertTrue(problems.get(1).contains("has 999 bytes, and its manifest says 1000"));
    assertTrue(problems.get(2).contains("its checksum differs"));
  }

  @Test
  void keepsTheCopyItHasOfAFileThatTheDiskDamagedSince() throws Exception {
    byte[] media = BackupStage.media(1, 1000);
    RecordingId id = stage.recorded(1, "blue", media);
    stage.backup();
    Files.write(stage.file("blue", id, FILE), BackupStage.media(2, 1000));

    List<String> problems = stage.backup().problems();

    assertTrue(problems.get(0).contains("the backup keeps the copy it has"), problems + "");
    BackupStage.delete(stage.records);
    stage.restore();
    assertArrayEquals(media, Files.readAllBytes(stage.file("blue", id, FILE)));
  }

  @Test
  void mendsWhatTheDiskOfBackupsDamagedWhenEverythingIsRead() throws Exception {
    byte[] media = BackupStage.media(1, 1000);
    RecordingId id = stage.recorded(1, "blue", media);
    stage.backup();
    Path chunk =
        stage.chunks().stream()
            .filter(path -> path.endsWith(Digests.of(media).sha256()))
            .findAny()
            .orElseThrow();
    Files.write(chunk, BackupStage.media(2, 1000));
    stage.backup();
    assertEquals(0, stage.progress.copied(), "it looks as it should");

    stage.backup(Reading.EVERYTHING);

    assertEquals(1000, stage.progress.copied());
    BackupStage.delete(stage.records);
    assertEquals(List.of(), stage.restore().problems());
    assertArrayEquals(media, Files.readAllBytes(stage.file("blue", id, FILE)));
  }

  @Test
  void takesAManifestThatCannotBeReadAsItIsAndSaysSo() throws Exception {
    RecordingId id = stage.recorded(1, "blue", BackupStage.media(1, 1000));
    Files.writeString(stage.file("blue", id, "manifest.json"), "{");
    Snapshot snapshot = stage.backup();
    assertTrue(snapshot.problems().get(0).contains("cannot be used"), snapshot.problems() + "");
    assertEquals(2, snapshot.fileCount());
  }

  @Test
  void followsNoLinkAndTakesNothingForeign() throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "of another program");
    RecordingId id = stage.recorded(1, "blue", BackupStage.media(1, 1000));
    Files.createSymbolicLink(stage.file("blue", id, "x_camera_001.webm"), secret);
    Files.createSymbolicLink(stage.records.resolve("linked"), directory);
    Files.createSymbolicLink(stage.records.resolve("a_b_1.ivf"), secret);
    Files.writeString(stage.records.resolve("notes.txt"), "foreign");
    assertEquals(2, stage.backup().fileCount());
  }

  @Test
  void leavesNoSnapshotWhenTheTargetIsFull() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 40 * MIB));
    try (FolderTarget target = FolderTarget.open(stage.backups)) {
      BackupException full =
          assertThrows(
              BackupException.class,
              () -> stage.backup(new FullTarget(target, 2), Reading.WHAT_CHANGED));
      assertTrue(full.getMessage().contains("No space left"), full.getMessage());
      assertEquals(List.of(), target.snapshots());
    }
    stage.backup();
    assertEquals(8 * MIB, stage.progress.copied() / MIB * MIB, "two chunks were there already");
  }

  @Test
  void wantsAFolderThatIsMeantForBackups() {
    Path unmounted = directory.resolve("mnt");
    BackupException none = assertThrows(BackupException.class, () -> FolderTarget.open(unmounted));
    assertTrue(none.getMessage().contains("is the right disk mounted"), none.getMessage());
    assertFalse(Files.exists(unmounted));
    assertThrows(BackupException.class, () -> FolderTarget.initialise(directory));
  }

  @Test
  void refusesATargetThatIsWithinTheRecordings() throws Exception {
    Path inside = stage.records.resolve("backups");
    Path link = Files.createSymbolicLink(directory.resolve("elsewhere"), stage.records);
    assertThrows(BackupException.class, () -> Backup.requireApart(stage.records, inside));
    assertThrows(BackupException.class, () -> Backup.requireApart(stage.records, directory));
    assertThrows(
        BackupException.class, () -> Backup.requireApart(stage.records, link.resolve("x/y")));
    Backup.requireApart(stage.records, stage.backups);
  }

  @Test
  void oneRunAtATime() throws Exception {
    try (FolderTarget first = FolderTarget.open(stage.backups)) {
      assertThrows(BackupException.Busy.class, () -> FolderTarget.open(stage.backups));
      assertThrows(BackupException.Busy.class, () -> FolderTarget.openToRead(stage.backups));
      assertEquals(List.of(), first.snapshots());
    }
    FolderTarget.open(stage.backups).close();
  }

  @Test
  void saysWhenThereIsNothingAnyMore() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    stage.backup();
    BackupStage.delete(stage.records.resolve("blue"));
    List<String> emptied = stage.backup().problems();
    assertTrue(emptied.get(0).contains("has no recordings any more"), emptied + "");
    List<String> again = stage.backup().problems();
    assertTrue(again.get(0).contains("has no recordings any more"), again + "");
    BackupStage.delete(stage.records);
    List<String> gone = stage.backup().problems();
    assertTrue(gone.get(0).contains("is not there"), gone + "");
  }

  @Test
  void aDirectoryWhoseRecordingsWereAllDeletedIsToldFromADiskThatIsNotThere() throws Exception {
    String identity = "0f0c8a4e-6a4d-4b1e-9d52-3f1f0a6c2b7d";
    DirectoryIdentity.give(stage.records, identity);
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    stage.backup();
    BackupStage.delete(stage.records.resolve("blue"));
    assertEquals(List.of(), stage.backup().problems(), "retention, or somebody, deleted it");
    assertEquals(List.of(), stage.backup().problems());

    BackupStage.delete(stage.records);
    Files.createDirectory(stage.records);
    List<String> unmounted = stage.backup().problems();
    assertTrue(unmounted.get(0).contains("has no recordings any more"), unmounted + "");
    DirectoryIdentity.give(stage.records, identity.replace('0', '1'));
    List<String> other = stage.backup().problems();
    assertTrue(other.get(0).contains("has no recordings any more"), other + "");

    BackupStage.delete(stage.records);
    Files.createDirectory(stage.records);
    DirectoryIdentity.give(stage.records, identity);
    assertEquals(List.of(), stage.backup().problems(), "it is mounted again");
  }

  @Test
  void recordingsInAnotherDirectoryThanBeforeAreToldOfOnce() throws Exception {
    DirectoryIdentity.give(stage.records, "0f0c8a4e-6a4d-4b1e-9d52-3f1f0a6c2b7d");
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    assertEquals(List.of(), stage.backup().problems());
    DirectoryIdentity.give(stage.records, "1f1c8a4e-6a4d-4b1e-9d52-3f1f0a6c2b7d");
    List<String> other = stage.backup().problems();
    assertTrue(other.get(0).contains("is another directory"), other + "");
    assertEquals(List.of(), stage.backup().problems());
  }

  @Test
  void aDirectoryThatIsRestoredIsTheOneThatWasLost() throws Exception {
    DirectoryIdentity.give(stage.records, "0f0c8a4e-6a4d-4b1e-9d52-3f1f0a6c2b7d");
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    stage.backup();
    BackupStage.delete(stage.records);
    stage.restore();
    assertEquals(
        Optional.of("0f0c8a4e-6a4d-4b1e-9d52-3f1f0a6c2b7d"), DirectoryIdentity.of(stage.records));
    assertEquals(List.of(), stage.backup().problems());
  }

  @Test
  void keepsTheOrderOfSnapshotsWhenTheClockIsSetBack() throws Exception {
    Snapshot first = stage.backup();
    stage.now = stage.now.minus(Duration.ofDays(1));
    Snapshot second = stage.backup();
    assertEquals(first.id().time().plusSeconds(1), second.id().time());
    assertTrue(second.problems().get(0).contains("the clock is behind"), second.problems() + "");
  }

  @Test
  void takesOnlyTheManifestOfWhatIsInTheStoreOnly() throws Exception {
    ManifestFile remote =
        Samples.whole(FILE, 1000)
            .withUpload(
                new dev.sluice.recorder.library.ManifestUpload("key", "etag", BackupStage.NOW))
            .withLocalDeleted(BackupStage.NOW);
    stage.record(Samples.finished(Samples.id(1), "blue", remote), Map.of());
    Snapshot snapshot = stage.backup();
    assertEquals(List.of(), snapshot.problems());
    assertEquals(1, snapshot.fileCount());
  }

  @Test
  void goesNotFasterThanItMay() {
    AtomicLong nanos = new AtomicLong();
    Transfer transfer =
        new Transfer(1000, nanos::get, nanos::addAndGet, progress -> assertTrue(true));
    transfer.read(500);
    transfer.read(1500);
    assertEquals(2_000_000_000L, nanos.get());
    nanos.addAndGet(5_000_000_000L);
    transfer.read(1000);
    assertEquals(7_000_000_000L, nanos.get(), "what was too slow is not held up");
  }
}
