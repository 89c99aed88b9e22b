package dev.sluice.recorder.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  /** One a day, the last one today. */
  private static final List<SnapshotId> DAYS =
      IntStream.rangeClosed(0, 9)
          .mapToObj(day -> SnapshotId.of(NOW.minus(Duration.ofDays(9 - day))))
          .toList();

  @TempDir Path directory;

  private static int left(int last, Optional<Duration> age, Instant now) {
    return DAYS.size() - new Pruning.Policy(last, age).doomed(DAYS, now).size();
  }

  @Test
  void keepsTheLastAndTheYoung() {
    assertEquals(3, left(3, Optional.empty(), NOW));
    assertEquals(8, left(3, Optional.of(Duration.ofDays(7)), NOW));
    assertEquals(10, left(30, Optional.empty(), NOW));
    assertEquals(10, left(1, Optional.of(Duration.ofDays(30)), NOW));
  }

  @Test
  void keepsTheLastEvenByAClockThatIsWrong() {
    assertEquals(3, left(3, Optional.of(Duration.ofDays(7)), NOW.plus(Duration.ofDays(9999))));
    assertThrows(IllegalArgumentException.class, () -> new Pruning.Policy(0, Optional.empty()));
  }

  @Test
  void deletesWhatNoOtherSnapshotHas() throws Exception {
    BackupStage stage = new BackupStage(directory);
    RecordingId first = stage.recorded(1, "blue", BackupStage.media(1, 1000));
    stage.backup();
    stage.recorded(2, "blue", BackupStage.media(2, 2000));
    BackupStage.delete(stage.file("blue", first, "x").getParent());
    Snapshot second = stage.backup();
    assertEquals(4, stage.chunks().size());

    try (FolderTarget target = FolderTarget.open(stage.backups)) {
      Pruning.Result result =
          Pruning.run(target, new Pruning.Policy(1, Optional.empty()), stage.now);
      assertEquals(1, result.forgotten().size());
      assertEquals(1, result.kept());
      assertEquals(2, result.chunks());
      assertTrue(result.bytes() > 1000, result + "");
      assertEquals(List.of(second.id()), target.snapshots());
      assertEquals(
          List.of(),
          Verification.ofTarget(target, target.snapshots(), stage.transfer()).problems());
    }
  }

  @Test
  void keepsTheNewestThatHasRecordingsHoweverOldItIs() throws Exception {
    BackupStage stage = new BackupStage(directory);
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    stage.backup();
    SnapshotId good = stage.backup().id();
    BackupStage.delete(stage.records.resolve("blue"));
    stage.backup();
    SnapshotId last = stage.backup().id();

    try (FolderTarget target = FolderTarget.open(stage.backups)) {
      Pruning.Result result =
          Pruning.run(target, new Pruning.Policy(1, Optional.empty()), stage.now);
      assertEquals(2, result.forgotten().size());
      assertEquals(2, result.kept());
      assertEquals(List.of(good, last), target.snapshots());
      assertEquals(
          List.of(),
          Verification.ofTarget(target, target.snapshots(), stage.transfer()).problems());
    }
  }
}
