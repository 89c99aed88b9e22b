package dev.sluice.recorder.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.RestoreOptions.Existing;
import dev.sluice.recorder.library.DirectoryLock;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.ManifestJson;
import dev.sluice.recorder.library.ManifestUpload;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.library.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreTest {

  private static final String FILE = "a_camera_001.webm";
  private static final ManifestUpload COPY = new ManifestUpload("k", "e", BackupStage.NOW);

  @TempDir Path directory;
  private BackupStage stage;

  @BeforeEach
  void set() throws Exception {
    stage = new BackupStage(directory);
  }

  private Path elsewhere() {
    return directory.resolve("elsewhere");
  }

  private static Manifest manifest(Path root, String room, RecordingId id) throws Exception {
    return RecordingFolder.open(root, room, id, room).load();
  }

  @Test
  void aServerThatUsesTheDirectoryIsNotDisturbed() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    stage.backup();
    BackupStage.delete(stage.records.resolve("blue"));
    try (DirectoryLock server = DirectoryLock.take(stage.records.toRealPath())) {
      BackupException.Busy busy = assertThrows(BackupException.Busy.class, () -> stage.restore());
      assertTrue(busy.getMessage().contains("a server uses"), busy.getMessage());
      assertNotNull(server);
    }
    assertEquals(Map.of(), BackupStage.contents(stage.records));
    stage.restore();
  }

  @Test
  void goesOnWhereItDied() throws Exception {
    RecordingId first = stage.recorded(1, "blue", BackupStage.media(1, 1000));
    RecordingId second = stage.recorded(2, "blue", BackupStage.media(2, 1000));
    stage.backup();
    BackupStage.delete(stage.file("blue", second, "x").getParent());
    // as far as a restore had come when it was killed
    Path staged = stage.records.resolve(".restore/blue/" + second);
    Files.createDirectories(staged);
    Files.write(staged.resolve(FILE), new byte[10]);

    RestoreResult result = stage.restore();

    assertEquals(List.of(second), result.restored());
    assertEquals(1, result.alreadyThere());
    assertEquals(List.of(), result.problems());
    assertFalse(Files.exists(stage.records.resolve(".restore")));
    assertTrue(Files.exists(stage.file("blue", first, FILE)));
  }

  @Test
  void leavesAloneWhatIsThereAndPutsItAsideWhenAsked() throws Exception {
    byte[] media = BackupStage.media(1, 1000);
    RecordingId id = stage.recorded(1, "blue", media);
    stage.backup();
    byte[] other = BackupStage.media(2, 1000);
    Files.write(stage.file("blue", id, FILE), other);

    RestoreResult left = stage.restore();
    assertEquals(List.of(), left.restored());
    assertTrue(left.problems().get(0).contains("is left alone"), left.problems() + "");
    assertArrayEquals(other, Files.readAllBytes(stage.file("blue", id, FILE)));

    RestoreResult replaced = stage.restore(stage.records, Selection.ALL, Existing.REPLACE);
    assertEquals(List.of(id), replaced.restored());
    assertArrayEquals(media, Files.readAllBytes(stage.file("blue", id, FILE)));
    Path aside = stage.records.resolve(".replaced/blue/" + id + "/" + FILE);
    assertArrayEquals(other, Files.readAllBytes(aside));
  }

  @Test
  void bringsBackOneRoomOneRecordingOrATime() throws Exception {
    RecordingId first = stage.recorded(1, "blue", BackupStage.media(1, 10));
    RecordingId second = stage.recorded(2, "blue", BackupStage.media(2, 10));
    RecordingId third = stage.recorded(3, "a room", BackupStage.media(3, 10));
    stage.backup();
    Optional<Instant> fromSecond = Optional.of(Instant.parse("2026-11-26T00:00:02Z"));
    Optional<Instant> toThird = Optional.of(Instant.parse("2026-11-26T00:00:03Z"));
    Optional<String> noRoom = Optional.empty();
    Optional<RecordingId> anyId = Optional.empty();
    Optional<Instant> anyTime = Optional.empty();

    assertEquals(
        List.of(third), only(new Selection(Optional.of("a room"), anyId, anyTime, anyTime)));
    assertEquals(List.of(first), only(new Selection(noRoom, Optional.of(first), anyTime, anyTime)));
    assertEquals(List.of(second), only(new Selection(noRoom, anyId, fromSecond, toThird)));
    assertThrows(
        BackupException.class,
        () -> only(new Selection(Optional.of("no room"), anyId, anyTime, anyTime)));
  }

  private List<RecordingId> only(Selection selection) throws Exception {
    Path to = Files.createTempDirectory(directory, "to");
    return stage.restore(to, selection, Existing.LEAVE).restored();
  }

  @Test
  void whatIsHereAgainIsLookedForInTheStoreAndKeptForAWhile() throws Exception {
    byte[] media = BackupStage.media(1, 1000);
    ManifestFile both = Samples.whole(FILE, 1000).withUpload(COPY);
    ManifestFile remote =
        Samples.whole("b_camera_001.webm", 2000).withUpload(COPY).withLocalDeleted(BackupStage.NOW);
    RecordingId id = Samples.id(1);
    stage.record(Samples.finished(id, "blue", both, remote), Map.of(FILE, media));
    stage.backup();

    stage.restore(elsewhere(), Selection.ALL, Existing.LEAVE);

    Manifest restored = manifest(elsewhere(), "blue", id);
    ManifestFile here = restored.file(FILE).orElseThrow();
    assertTrue(here.local() && !here.remote(), here + "");
    assertEquals(remote, restored.file("b_camera_001.webm").orElseThrow());
    assertEquals(Optional.of(stage.now.plus(BackupStage.KEEP)), restored.keepUntil());
  }

  @Test
  void whatTheBackupLacksIsSaidInTheManifest() throws Exception {
    ManifestFile lost = Samples.whole(FILE, 1000);
    ManifestFile sent = Samples.whole("b_camera_001.webm", 1000).withUpload(COPY);
    RecordingId id = Samples.id(1);
    stage.record(Samples.finished(id, "blue", lost, sent), Map.of());
    assertEquals(2, stage.backup().problems().size());

    stage.restore(elsewhere(), Selection.ALL, Existing.LEAVE);

    Manifest restored = manifest(elsewhere(), "blue", id);
    assertEquals(
        ManifestFile.State.DAMAGED, restored.file(FILE).map(ManifestFile::state).orElseThrow());
    ManifestFile inStore = restored.file("b_camera_001.webm").orElseThrow();
    assertTrue(inStore.remote() && !inStore.local(), inStore + "");
  }

  @Test
  void aDamagedChunkCostsItsFileAndNothingElse() throws Exception {
    RecordingId whole = stage.recorded(1, "blue", BackupStage.media(1, 1000));
    byte[] media = BackupStage.media(2, 1000);
    RecordingId damaged = stage.recorded(2, "blue", media);
    stage.backup();
    Path chunk =
        stage.chunks().stream().filter(file -> same(file, media)).findFirst().orElseThrow();
    Files.write(chunk, BackupStage.media(3, 1000));

    RestoreResult result = stage.restore(elsewhere(), Selection.ALL, Existing.LEAVE);

    assertEquals(List.of(whole, damaged), result.restored());
    assertEquals(1, result.problems().size());
    assertTrue(result.problems().get(0).contains("holds something else"), result.problems() + "");
    assertEquals(List.of(), RecordingFolder.open(elsewhere(), "blue", damaged, "").mediaFiles());
    assertEquals(
        ManifestFile.State.DAMAGED,
        manifest(elsewhere(), "blue", damaged).file(FILE).map(ManifestFile::state).orElseThrow());
    Files.delete(chunk);
    List<String> missing =
        stage.restore(directory.resolve("third"), Selection.ALL, Existing.LEAVE).problems();
    assertTrue(missing.get(0).contains("is missing"), missing + "");
  }

  private static boolean same(Path file, byte[] content) {
    try {
      return java.util.Arrays.equals(Files.readAllBytes(file), content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aManifestOfALaterVersionComesBackAsItIs() throws Exception {
    RecordingId id = stage.recorded(1, "blue", BackupStage.media(1, 1000));
    Path manifest = stage.file("blue", id, "manifest.json");
    String later = Files.readString(manifest).replace("\"version\" : 1", "\"version\" : 2");
    Files.writeString(manifest, later);
    stage.backup();
    stage.restore(elsewhere(), Selection.ALL, Existing.LEAVE);
    Path restored = elsewhere().resolve("blue").resolve(id.value()).resolve("manifest.json");
    assertEquals(later, Files.readString(restored));
  }

  @Test
  void doesNotBeginWhatTheDiskCannotHold() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    stage.backup();
    long free = Files.getFileStore(directory).getUsableSpace();
    int chunks = (int) (free / Snapshot.CHUNK_BYTES + 100);
    SnapshotFile huge =
        new SnapshotFile(
            SnapshotPath.parse("records/blue/" + Samples.id(9) + "/" + FILE),
            (long) chunks * Snapshot.CHUNK_BYTES,
            BackupStage.NOW,
            "0".repeat(64),
            java.util.Collections.nCopies(chunks, "0".repeat(64)));
    Snapshot snapshot =
        new Snapshot(SnapshotId.of(stage.now), Optional.empty(), List.of(huge), List.of());
    try (FolderTarget target = FolderTarget.open(stage.backups)) {
      RestoreOptions options =
          new RestoreOptions(
              elsewhere(), Selection.ALL, Existing.LEAVE, BackupStage.KEEP, List.of());
      BackupException full =
          assertThrows(BackupException.class, () -> stage.restore(target, snapshot, options));
      assertTrue(full.getMessage().contains("the restore needs"), full.getMessage());
    }
    assertEquals(Map.of(), BackupStage.contents(elsewhere()));
  }

  @Test
  void aStateFileThatIsThereIsLeftAlone() throws Exception {
    Files.writeString(stage.denyList, "old");
    stage.backup();
    Files.writeString(stage.denyList, "new");
    RestoreResult result = stage.restore();
    assertEquals("new", Files.readString(stage.denyList));
    assertTrue(result.notes().get(0).contains("is left alone"), result.notes() + "");
  }

  @Test
  void theManifestSaysUntilWhenItIsKept() throws Exception {
    Manifest kept = Samples.finished(Samples.id(1), "blue").keptUntil(BackupStage.NOW);
    assertEquals(kept, ManifestJson.decode(ManifestJson.encode(kept)));
  }
}
