package dev.sluice.recorder.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.library.Samples;
import dev.sluice.recorder.upload.fixture.Poll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle: the next run is well. */
@Tag("e2e")
class BackupProcessTest {

  private static final int MIB = 1 << 20;

  /** Of 80 MiB; it is in the middle of the second recording. */
  private static final long STOP_AFTER = 50L * MIB;

  @TempDir Path directory;
  private BackupStage stage;

  @BeforeEach
  void set() throws Exception {
    stage = new BackupStage(directory);
    stage.recorded(1, "blue", BackupStage.media(1, 20 * MIB));
    stage.recorded(2, "blue", BackupStage.media(2, 60 * MIB));
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    assertEquals(137, process.exitValue(), "it was killed, and had not ended");
  }

  @Test
  void aBackupThatIsKilledIsNoneAndTheNextOneGoesOn() throws Exception {
    Process process = BackupProcess.start("backup", stage.records, stage.backups, STOP_AFTER);
    try {
      Poll.until("some chunks are there", () -> stage.chunks().size(), count -> count >= 3);
    } finally {
      kill(process);
    }
    try (FolderTarget target = FolderTarget.openToRead(stage.backups)) {
      assertEquals(List.of(), target.snapshots());
    }
    int there = stage.chunks().size();

    Snapshot snapshot = stage.backup();

    assertEquals(List.of(), snapshot.problems());
    assertTrue(stage.progress.copied() < 80L * MIB, there + " chunks were there");
    assertEquals(List.of(), BackupStage.files(stage.backups.resolve("new")));
    try (FolderTarget target = FolderTarget.openToRead(stage.backups)) {
      assertEquals(
          List.of(),
          Verification.ofTarget(target, target.snapshots(), stage.transfer()).problems());
    }
  }

  @Test
  void aRestoreThatIsKilledLeavesWholeRecordingsAndTheNextOneGoesOn() throws Exception {
    Map<String, String> before = BackupStage.contents(stage.records);
    stage.backup();
    Path to = directory.resolve("to");
    Path first = to.resolve("blue").resolve(Samples.id(1).value());
    Path second =
        to.resolve(".restore/blue").resolve(Samples.id(2).value()).resolve("a_camera_001.webm");
    Process process = BackupProcess.start("restore", to, stage.backups, STOP_AFTER);
    try {
      Poll.until(
          "the second recording is on its way",
          () -> Files.exists(first) && Files.exists(second),
          under -> under);
    } finally {
      kill(process);
    }
    assertEquals(List.of(), Verification.ofRecordings(to, stage.transfer()).problems());

    RestoreResult result = stage.restore(to, Selection.ALL, RestoreOptions.Existing.LEAVE);

    assertEquals(1, result.alreadyThere());
    assertEquals(1, result.restored().size());
    assertEquals(before.keySet(), BackupStage.contents(to).keySet());
    assertEquals(List.of(), Verification.ofRecordings(to, stage.transfer()).problems());
  }
}
