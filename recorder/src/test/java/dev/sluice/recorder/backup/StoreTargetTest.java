package dev.sluice.recorder.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.Backup.Reading;
import dev.sluice.recorder.backup.RestoreOptions.Existing;
import dev.sluice.recorder.backup.StoreTarget.Use;
import dev.sluice.recorder.upload.Content;
import dev.sluice.recorder.upload.Digests;
import dev.sluice.recorder.upload.fixture.MemoryStore;
import dev.sluice.recorder.upload.fixture.MemoryStore.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Backups in a store that fails, refuses and forgets. */
class StoreTargetTest {

  private static final int MIB = 1 << 20;
  private static final String FILE = "a_camera_001.webm";

  @TempDir Path directory;

  private final MemoryStore store = new MemoryStore();
  private final StoreTarget.Place place = new StoreTarget.Place(store, "old/", "s3://b/old");
  private BackupStage stage;
  private int runs;

  @BeforeEach
  void set() throws Exception {
    stage = new BackupStage(directory);
    StoreTarget.initialise(place, stage.transfer());
  }

  private StoreTarget open(Use use) throws BackupException {
    return StoreTarget.open(place, use, stage.transfer(), "ab-" + ++runs, () -> stage.now);
  }

  private Snapshot backup() throws BackupException {
    return backup(Reading.WHAT_CHANGED);
  }

  private Snapshot backup(Reading reading) throws BackupException {
    try (StoreTarget target = open(Use.WRITE)) {
      return stage.backup(target, reading);
    }
  }

  private RestoreResult restore() throws BackupException {
    try (StoreTarget target = open(Use.READ)) {
      return stage.restore(
          target,
          Snapshots.read(target, Snapshots.latest(target)),
          new RestoreOptions(
              stage.records, Selection.ALL, Existing.LEAVE, BackupStage.KEEP, stage.state()));
    }
  }

  private List<String> problems() throws BackupException {
    try (StoreTarget target = open(Use.VERIFY)) {
      return Verification.ofTarget(target, Snapshots.list(target), stage.transfer()).problems();
    }
  }

  private List<String> keys(String folder) {
    return store.keys().stream().filter(key -> key.startsWith("old/" + folder)).toList();
  }

  private static String chunk(byte[] media) {
    String sha256 = Digests.of(media).sha256();
    return "old/chunks/" + sha256.substring(0, 2) + "/" + sha256;
  }

  private long puts() {
    return store.asked(Request.PUT).stream().filter(key -> !key.contains("locks/")).count();
  }

  /** Requests of one kind fail from now on. */
  private void fail(Request which, String keyPart, UploadFailure how) {
    store.mood(
        (request, key) -> {
          if (request == which && key.contains(keyPart)) {
            throw MemoryStore.failure(how);
          }
          return true;
        });
  }

  private void beWell() {
    store.mood((request, key) -> true);
  }

  @Test
  void whatIsPutThereComesBackAndIsNotSentAgain() throws Exception {
    byte[] large = BackupStage.media(1, 40 * MIB);
    RecordingId id = stage.recorded(1, "blue", large);
    stage.recorded(2, "red", BackupStage.media(2, 1000));
    Files.writeString(stage.denyList, "denied");
    Map<String, String> before = BackupStage.contents(stage.records);
    store.listFew(2);

    assertEquals(List.of(), backup().problems());
    assertEquals(3 + 1 + 2 + 1, keys("chunks/").size(), "media, manifests and the list");
    long sent = puts();
    backup();
    assertEquals(0, stage.progress.copied());
    assertEquals(sent + 2, puts(), "the list and its checksum only");
    assertEquals(List.of(), problems());

    BackupStage.delete(stage.records);
    Files.delete(stage.denyList);
    assertEquals(List.of(), restore().problems());
    assertArrayEquals(large, Files.readAllBytes(stage.file("blue", id, FILE)));
    assertEquals(before.keySet(), BackupStage.contents(stage.records).keySet());
    assertEquals("denied", Files.readString(stage.denyList));
    assertEquals(List.of(), keys("locks/"));
  }

  @Test
  void theListOfABackupIsWrittenLast() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    Snapshot snapshot = backup();
    List<String> written = store.asked(Request.PUT);
    assertEquals(
        List.of("old/snapshots/" + snapshot.id() + ".json.sha256", keys("snapshots/").get(0)),
        written.subList(written.size() - 2, written.size()));
  }

  @Test
  void aStoreThatGoesAwayInTheMiddleLeavesNoSnapshotAndTheNextRunGoesOn() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 40 * MIB));
    AtomicInteger chunks = new AtomicInteger();
    store.mood(
        (request, key) -> {
          if (key.contains("locks/")) {
            return true;
          }
          if (request == Request.PUT && chunks.incrementAndGet() > 2) {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          }
          return true;
        });

    BackupException away = assertThrows(BackupException.class, this::backup);

    assertEquals(
        "s3://b/old cannot be written: the store fails: the test says TRANSIENT",
        away.getMessage());
    assertEquals(2 + 6, chunks.get(), "it was tried for a minute");
    assertEquals(List.of(), keys("snapshots/"));
    assertEquals(List.of(), keys("locks/"));
    beWell();
    backup();
    assertEquals(8 * MIB, stage.progress.copied() / MIB * MIB, "two chunks were there already");
    assertEquals(List.of(), problems());
  }

  @Test
  void aStoreThatFailsNowAndThenIsAskedAgain() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    AtomicInteger requests = new AtomicInteger();
    store.mood(
        (request, key) -> {
          if (requests.incrementAndGet() % 2 == 1) {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          }
          return true;
        });
    assertEquals(List.of(), backup().problems());
    assertEquals(List.of(), problems());
    BackupStage.delete(stage.records);
    assertEquals(1, restore().restored().size());
  }

  @Test
  void aStoreThatRefusesIsAskedOnce() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    fail(Request.PUT, "chunks/", UploadFailure.REFUSED);
    BackupException refused = assertThrows(BackupException.class, this::backup);
    assertTrue(refused.getMessage().endsWith("the test says REFUSED"), refused.getMessage());
    assertEquals(
        1, store.asked(Request.PUT).stream().filter(key -> key.contains("chunks/")).count());
    fail(Request.HEAD, "", UploadFailure.REFUSED);
    BackupException none = assertThrows(BackupException.class, this::backup);
    assertEquals(
        "s3://b/old cannot be used: the store fails: the test says REFUSED", none.getMessage());
  }

  @Test
  void whatTheStoreLostOrChangedIsNamedAndMended() throws Exception {
    List<byte[]> media = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      media.add(BackupStage.media(i, 1000));
      stage.recorded(i, "blue", media.get(i - 1));
    }
    backup();
    store.damage(chunk(media.get(0)));
    store.cut(chunk(media.get(1)));
    store.delete(chunk(media.get(2)));

    List<String> problems = problems();

    assertEquals(3, problems.size(), problems + "");
    assertTrue(problems.get(0).endsWith("holds something else"), problems + "");
    assertTrue(problems.get(1).endsWith("is missing, or of another length"), problems + "");
    assertTrue(problems.get(2).endsWith("is missing, or of another length"), problems + "");
    backup();
    assertEquals(2000, stage.progress.copied(), "what lists tell of");
    backup(Reading.EVERYTHING);
    assertEquals(1000, stage.progress.copied(), "what reading tells of");
    assertEquals(List.of(), problems());
  }

  @Test
  void aStoreThatIsAwayIsNotTakenForDamage() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    backup();
    fail(Request.READ, "chunks/", UploadFailure.TRANSIENT);
    BackupException.Away away = assertThrows(BackupException.Away.class, this::problems);
    assertTrue(away.getMessage().startsWith("s3://b/old cannot be read"), away.getMessage());
  }

  @Test
  void nothingIsForgottenWhileSnapshotsCannotBeRead() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    SnapshotId good = backup().id();
    BackupStage.delete(stage.records.resolve("blue"));
    backup();
    backup();
    AtomicInteger failures = new AtomicInteger(6);
    store.mood(
        (request, key) -> {
          if (request == Request.READ
              && key.endsWith(good + ".json")
              && failures.getAndDecrement() > 0) {
            throw MemoryStore.failure(UploadFailure.TRANSIENT);
          }
          return true;
        });
    Pruning.Policy one = new Pruning.Policy(1, Optional.empty());
    try (StoreTarget target = open(Use.WRITE)) {
      assertThrows(
          BackupException.Away.class, () -> Pruning.run(target, one, stage.now), "it may be all");
      assertEquals(3, target.snapshots().size());
      Pruning.Result result = Pruning.run(target, one, stage.now);
      assertEquals(1, result.forgotten().size());
      assertEquals(good, target.snapshots().get(0));
    }
    assertEquals(List.of(), problems());
  }

  @Test
  void forgettingDeletesWhatNoOtherBackupHas() throws Exception {
    byte[] gone = BackupStage.media(1, 1000);
    RecordingId first = stage.recorded(1, "blue", gone);
    backup();
    stage.recorded(2, "blue", BackupStage.media(2, 2000));
    BackupStage.delete(stage.file("blue", first, FILE).getParent());
    backup();
    store.put("old/chunks/README", new Content.Bytes(new byte[1]), "");
    store.listFew(1);
    try (StoreTarget target = open(Use.WRITE)) {
      Pruning.Result result =
          Pruning.run(target, new Pruning.Policy(1, Optional.empty()), stage.now);
      assertEquals(2, result.chunks());
    }
    assertFalse(store.keys().contains(chunk(gone)));
    assertTrue(store.keys().contains("old/chunks/README"), "what is foreign stays");
    assertEquals(List.of(), problems());
  }

  @Test
  void oneWriterAtATimeAndReadersAreNotInItsWay() throws Exception {
    try (StoreTarget first = open(Use.WRITE)) {
      BackupException.Busy busy = assertThrows(BackupException.Busy.class, () -> open(Use.WRITE));
      assertTrue(busy.getMessage().contains("uses s3://b/old"), busy.getMessage());
      assertThrows(BackupException.Busy.class, () -> open(Use.VERIFY));
      open(Use.READ).close();
      assertEquals(1, keys("locks/").size(), "who went away left nothing");
      first.putSnapshot(SnapshotId.of(stage.now), new byte[2]);
    }
    try (StoreTarget reader = open(Use.READ);
        StoreTarget other = open(Use.VERIFY)) {
      assertThrows(BackupException.Busy.class, () -> open(Use.WRITE));
      assertEquals(other.snapshots(), reader.snapshots());
    }
    open(Use.WRITE).close();
  }

  @Test
  void theLockOfARunThatDiedEndsByItself() throws Exception {
    open(Use.WRITE);
    stage.now = stage.now.plus(StoreLock.LIFE).minusSeconds(1);
    assertThrows(BackupException.Busy.class, () -> open(Use.WRITE));
    stage.now = stage.now.plusSeconds(3);
    open(Use.WRITE).close();
    assertEquals(List.of(), keys("locks/"));
  }

  @Test
  void aRunThatGoesOnHoldsItsLockOn() throws Exception {
    try (StoreTarget target = open(Use.WRITE)) {
      for (int i = 0; i < 20; i++) {
        stage.now = stage.now.plusSeconds(300);
        assertFalse(target.has("0".repeat(64), 1));
        assertThrows(BackupException.Busy.class, () -> open(Use.WRITE));
      }
      target.putSnapshot(SnapshotId.of(stage.now), new byte[2]);
      assertEquals(1, keys("locks/").size());
    }
  }

  @Test
  void aRunThatStoodStillGoesOnOnlyWhenNobodyElseDid() throws Exception {
    try (StoreTarget target = open(Use.WRITE)) {
      stage.now = stage.now.plus(StoreLock.LIFE).plusSeconds(2);
      target.putSnapshot(SnapshotId.of(stage.now), new byte[2]);
    }
    try (StoreTarget target = open(Use.WRITE)) {
      stage.now = stage.now.plus(StoreLock.LIFE).plusSeconds(2);
      try (StoreTarget other = open(Use.WRITE)) {
        assertThrows(
            AwayException.class,
            () -> target.putSnapshot(SnapshotId.of(stage.now), new byte[2]),
            other.name());
      }
    }
    assertEquals(2, keys("snapshots/").size(), "of the first");
  }

  @Test
  void aSnapshotIsNotPutWithoutTheLock() throws Exception {
    try (StoreTarget target = open(Use.WRITE)) {
      // as by a run whose clock is wrong
      store.delete(keys("locks/").get(0));
      assertLost(() -> target.putSnapshot(SnapshotId.of(stage.now), new byte[2]));
      assertLost(() -> target.sweep(sha256 -> false));
    }
  }

  private static void assertLost(Executable call) {
    AwayException lost = assertThrows(AwayException.class, call);
    assertTrue(lost.getMessage().contains("has taken the lock"), lost.getMessage());
  }

  @Test
  void whoMayOnlyReadCanRestoreAndVerify() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    backup();
    fail(Request.PUT, "", UploadFailure.REFUSED);
    assertEquals(List.of(), problems());
    BackupStage.delete(stage.records);
    assertEquals(1, restore().restored().size());
    assertThrows(BackupException.class, this::backup);
  }

  @Test
  void wantsAPlaceThatIsMeantForBackups() throws Exception {
    StoreTarget.Place other = new StoreTarget.Place(store, "new/", "s3://b/new");
    BackupException none =
        assertThrows(
            BackupException.class,
            () -> StoreTarget.open(other, Use.WRITE, stage.transfer(), "ab", () -> stage.now));
    assertTrue(none.getMessage().startsWith("there are no backups in s3://b/new"));
    store.put("new/of another program", new Content.Bytes(new byte[1]), "");
    assertThrows(
        BackupException.class, () -> StoreTarget.initialise(other, stage.transfer()), "not empty");
    StoreTarget.initialise(place, stage.transfer());
    byte[] later = "Backups of Sluice, version 2\n".getBytes(StandardCharsets.UTF_8);
    store.put("old/sluice-backup.txt", new Content.Bytes(later), "");
    BackupException version = assertThrows(BackupException.class, this::backup);
    assertTrue(version.getMessage().contains("another version"), version.getMessage());
  }

  @Test
  void aSnapshotThatIsDamagedOrWithoutChecksumCannotBeUsed() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    backup();
    SnapshotId second = backup().id();
    store.damage("old/snapshots/" + second + ".json");
    assertTrue(problems().get(0).contains("its checksum differs"));
    store.delete("old/snapshots/" + second + ".json.sha256");
    assertTrue(problems().get(0).contains("without its checksum"));
    assertEquals(1, backup().problems().size(), "the one before is of use");
    assertEquals(0, stage.progress.copied());
  }

  @Test
  void aTableOfChunksKnowsWhatWasPutAndNothingElse() {
    ChunkTable table = new ChunkTable();
    for (int i = 0; i < 20_000; i++) {
      table.put(Digests.of(new byte[] {(byte) i, (byte) (i >> 8)}).sha256(), i);
    }
    table.put("f".repeat(64), 7);
    table.put("f".repeat(64), 8);
    assertEquals(20_001, table.count());
    for (int i = 0; i < 20_000; i++) {
      String sum = Digests.of(new byte[] {(byte) i, (byte) (i >> 8)}).sha256();
      assertTrue(table.has(sum, i));
      assertFalse(table.has(sum, i + 1));
    }
    assertTrue(table.has("f".repeat(64), 8));
    assertFalse(table.has("0".repeat(64), 0));
  }
}
