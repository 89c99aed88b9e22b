package dev.sluice.recorder.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {

  private static final String FILE = "a_camera_001.webm";

  @TempDir Path directory;
  private BackupStage stage;

  @BeforeEach
  void set() throws Exception {
    stage = new BackupStage(directory);
  }

  private Verification.Report verify() throws Exception {
    try (FolderTarget target = FolderTarget.openToRead(stage.backups)) {
      return Verification.ofTarget(target, target.snapshots(), stage.transfer());
    }
  }

  @Test
  void readsEveryChunkAndNamesTheFilesThatADamagedOneIsIn() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    stage.backup();
    stage.backup();
    assertEquals(List.of(), verify().problems());
    assertEquals(4, verify().files());

    for (Path chunk : stage.chunks()) {
      if (Files.size(chunk) == 1000) {
        byte[] bytes = Files.readAllBytes(chunk);
        bytes[500] ^= 1;
        Files.write(chunk, bytes);
      }
    }
    List<String> problems = verify().problems();
    assertEquals(2, problems.size(), "in both snapshots: " + problems);
    assertTrue(problems.get(0).contains(FILE), problems + "");
  }

  @Test
  void readsTheRecordingsThemselves() throws Exception {
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    RecordingId rotten = stage.recorded(2, "blue", BackupStage.media(2, 1000));
    RecordingId missing = stage.recorded(3, "blue", BackupStage.media(3, 1000));
    Verification.Report whole = Verification.ofRecordings(stage.records, stage.transfer());
    assertEquals(List.of(), whole.problems());
    assertEquals(3000, whole.bytes());

    Files.write(stage.file("blue", rotten, FILE), BackupStage.media(4, 1000));
    Files.delete(stage.file("blue", missing, FILE));
    List<String> problems = Verification.ofRecordings(stage.records, stage.transfer()).problems();
    assertEquals(2, problems.size(), problems + "");
    assertTrue(problems.get(0).contains(rotten + "/" + FILE + " is not what it was"));
    assertTrue(problems.get(1).contains("is missing"));
  }
}
