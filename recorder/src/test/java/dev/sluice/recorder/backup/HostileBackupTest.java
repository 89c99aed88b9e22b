package dev.sluice.recorder.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.library.Samples;
import dev.sluice.recorder.upload.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots that were tampered with, or that the disk cut. */
class HostileBackupTest {

  private static final String ID = "20261126T000001Z-00000a";

  @TempDir Path directory;
  private BackupStage stage;
  private Snapshot snapshot;
  private Path document;

  @BeforeEach
  void set() throws Exception {
    stage = new BackupStage(directory);
    stage.recorded(1, "blue", BackupStage.media(1, 1000));
    snapshot = stage.backup();
    document = stage.backups.resolve("snapshots").resolve(snapshot.id() + ".json");
  }

  /** Writes a document with the checksum that belongs to it, as only an attacker would. */
  private void forge(String text) throws IOException {
    Files.writeString(document, text);
    Files.writeString(
        document.resolveSibling(document.getFileName() + ".sha256"),
        Digests.of(text.getBytes(UTF_8)).sha256() + "  " + document.getFileName() + "\n");
  }

  private String restoreFails() {
    BackupException refused = assertThrows(BackupException.class, () -> stage.restore());
    return refused.getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "records/../../etc/passwd",
        "records/blue/" + ID + "/../manifest.json",
        "records/blue/../../a_b_001.webm",
        "records/blue/" + ID + "/.bashrc",
        "records/blue/" + ID + "/a/manifest.json",
        "/etc/passwd",
        "records//" + ID + "/manifest.json",
        "records/.uploads/" + ID + "/manifest.json",
        "records/../x_y.ivf",
        "state/../../deny-list",
        "state/deny-list/x",
        "state/deny-list.\\u0000",
        ""
      })
  void aFileThatBelongsElsewhereIsNone(String path) throws Exception {
    String text = Files.readString(document);
    forge(text.replace("records/blue/" + ID + "/a_camera_001.webm", path));
    Map<String, String> before = BackupStage.contents(directory);
    assertTrue(restoreFails().contains("it is no snapshot"), path);
    assertEquals(before, BackupStage.contents(directory));
  }

  @Test
  void aChangedByteIsFound() throws Exception {
    Files.writeString(document, Files.readString(document).replace("blue", "blux"));
    assertTrue(restoreFails().contains("its checksum differs"));
  }

  @Test
  void aDocumentThatEndsEarlyIsNone() throws Exception {
    byte[] whole = Files.readAllBytes(document);
    for (int length = 0; length < whole.length; length += 7) {
      forge(new String(Arrays.copyOf(whole, length), UTF_8));
      assertTrue(restoreFails().contains("it is no snapshot"), length + " bytes");
    }
  }

  @Test
  void oneOfALaterVersionIsLeftToWhoKnowsIt() throws Exception {
    forge(Files.readString(document).replace("\"version\" : 1", "\"version\" : 2"));
    assertTrue(restoreFails().contains("it is of version 2"));
    // and nothing is pruned, since nobody knows what it needs
    stage.backup();
    try (FolderTarget target = FolderTarget.open(stage.backups)) {
      assertThrows(
          BackupException.class,
          () -> Pruning.run(target, new Pruning.Policy(2, java.util.Optional.empty()), stage.now));
    }
    assertEquals(2, stage.chunks().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"bytes\" : -1",
        "\"bytes\" : 99999999999",
        "\"bytes\" : 1.5",
        "\"bytes\" : 99999999999999999999999",
        "\"bytes\" : \"1000\""
      })
  void aSizeThatCannotBeIsRefused(String bytes) throws Exception {
    forge(Files.readString(document).replace("\"bytes\" : 1000", bytes));
    assertTrue(restoreFails().contains("it is no snapshot"));
  }

  @Test
  void aChunkThatIsALinkIsMissing() throws Exception {
    Path secret = Files.write(directory.resolve("secret"), BackupStage.media(1, 1000));
    for (Path chunk : stage.chunks()) {
      if (Files.size(chunk) == 1000) {
        Files.delete(chunk);
        Files.createSymbolicLink(chunk, secret);
      }
    }
    try (FolderTarget target = FolderTarget.open(stage.backups)) {
      List<String> problems =
          Verification.ofTarget(target, target.snapshots(), stage.transfer()).problems();
      assertEquals(1, problems.size(), problems + "");
    }
  }

  @Test
  void anIdOfAnotherSnapshotIsRefused() throws Exception {
    forge(Files.readString(document).replace(snapshot.id().value(), "20200101T000000Z"));
    assertTrue(restoreFails().contains("says that it is 20200101T000000Z"));
  }

  @Test
  void aLinkInTheWayOfARestoreIsNotFollowed() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Path to = Files.createDirectory(directory.resolve("to"));
    Files.createSymbolicLink(to.resolve(".restore"), outside);
    Path kept = Files.writeString(outside.resolve("kept"), "kept");
    stage.restore(to, Selection.ALL, RestoreOptions.Existing.LEAVE);
    assertTrue(Files.exists(kept));
    assertEquals(List.of(kept), BackupStage.files(outside));
    assertTrue(Files.exists(to.resolve("blue").resolve(Samples.id(1).value())));
  }
}
