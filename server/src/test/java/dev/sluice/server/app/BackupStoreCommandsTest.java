package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.library.DirectoryIdentity;
import dev.sluice.server.e2e.recording.S3Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of backups with S3Proxy as store, by either client, and with stores that fail. */
@Tag("e2e")
@Tag("beside")
class BackupStoreCommandsTest {

  private static S3Store store;

  @TempDir Path directory;
  private BackupCommandStage stage;

  @BeforeAll
  static void start() {
    store = S3Store.start();
    store.makeBucket("backups");
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @BeforeEach
  void recordSomething() throws IOException {
    stage = new BackupCommandStage(directory);
    set(Map.of());
  }

  @AfterEach
  void restoreLogging() {
    TestLogging.restore();
  }

  private void set(Map<String, String> more) throws IOException {
    Map<String, String> variables = new HashMap<>(store.variables("minio"));
    variables.putAll(more);
    stage.setBesides(variables);
  }

  private void ends(int exitCode, String... command) {
    assertEquals(exitCode, stage.run(command), stage::said);
  }

  private void says(String text) {
    assertTrue(stage.said().contains(text), stage::said);
  }

  /** One sentence, which tells no secret. */
  private void refuses(String sentence, String... command) {
    ends(Main.CANNOT_START, command);
    String said = stage.err.toString();
    assertEquals(1, said.lines().count(), said);
    assertTrue(said.contains(sentence), said);
    assertFalse(said.contains("its-secret"), said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "minio"})
  void whatIsBackedUpIntoABucketComesBack(String client) throws IOException {
    set(Map.of("BACKUP_S3_CLIENT", client));
    String place = "s3://backups/" + client + "/of this";
    refuses("--to must be a folder, or s3://", "backup", "--to", place);
    place = "s3://backups/" + client + "/machine";
    refuses("there are no backups in " + place + "; the first", "backup", "--to", place);
    ends(0, "backup", "--to", place, "--init");
    says("1 recordings, 4 files");
    ends(0, "backup", "--to", place, "--init", "--keep-last", "1");
    says(", 0 written");
    says("1 backups are forgotten, 1 are kept");
    ends(0, "verify", place);
    says("all is as it should be");
    ends(0, "backups", "--in", place);
    says("1 recordings  4 files");

    stage.deleteRecording();
    Files.delete(stage.audit);
    ends(0, "restore", "--from", place);
    assertEquals("media", Files.readString(stage.media()));
    assertEquals("today\n", Files.readString(stage.audit));
    assertEquals(List.of(), locks(client));
  }

  private static List<String> locks(String client) throws IOException {
    Path locks = store.bucket("backups").resolve(client).resolve("machine/locks");
    if (!Files.isDirectory(locks)) {
      return List.of();
    }
    try (var files = Files.list(locks)) {
      return files.map(Path::toString).toList();
    }
  }

  @Test
  void whatTheStoreDamagedIsNamed() throws IOException {
    String place = "s3://backups/damaged";
    ends(0, "backup", "--to", place, "--init");
    Path chunks = store.bucket("backups").resolve("damaged/chunks");
    try (var files = Files.walk(chunks)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) == "media".length()) {
          Files.delete(file);
        }
      }
    }
    ends(BackupConsole.PROBLEMS, "verify", place);
    says("a_camera_001.webm is damaged: chunk ");
    ends(0, "backup", "--to", place);
    ends(0, "verify", "--latest", place);
  }

  @Test
  void whoComesSecondIsToldToComeAgain() throws IOException {
    String place = "s3://backups/locked";
    ends(0, "backup", "--to", place, "--init");
    Path lock = store.bucket("backups").resolve("locked/locks/w-20991231T000000Z-0a");
    Files.createDirectories(lock.getParent());
    Files.writeString(lock, "of a run that goes on");
    ends(BackupConsole.BUSY, "backup", "--to", place);
    says("its lock in locked/locks/ ends at 2099-12-31T00:00:00Z");
    ends(BackupConsole.BUSY, "verify", place);
    ends(0, "backups", "--in", place);
    stage.deleteRecording();
    ends(0, "restore", "--from", place);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "minio"})
  void aStoreThatCannotBeUsedIsOneSentence(String client) throws IOException {
    String place = "s3://backups/none";
    refuses("cannot be written: the store fails", "backup", "--to", "s3://nobodys/x", "--init");
    refuses("cannot be used: the store fails", "restore", "--from", "s3://nobodys/x");
    set(
        Map.of(
            "BACKUP_S3_CLIENT", client,
            "BACKUP_S3_ACCESS_KEY", "the-recorder",
            "BACKUP_S3_SECRET_KEY", "not-its-secret"));
    refuses("the store answered 403", "backup", "--to", place);
    refuses("the store answered 403", "verify", place);
  }

  @Test
  void aStoreThatIsNotThereIsOneSentence() throws IOException {
    set(
        Map.of(
            "BACKUP_S3_ENDPOINT", "http://127.0.0.1:" + closedPort(),
            "BACKUP_S3_ACCESS_KEY", "a",
            "BACKUP_S3_SECRET_KEY", "b"));
    refuses("the store fails: no answer of the store", "backup", "--to", "s3://backups/none");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aDirectoryThatRetentionEmptiedIsNotTakenForALostDisk() throws IOException {
    String place = "s3://backups/emptied";
    DirectoryIdentity.give(stage.records, "0f0c8a4e-6a4d-4b1e-9d52-3f1f0a6c2b7d");
    ends(0, "backup", "--to", place, "--init");
    stage.deleteRecording();
    ends(0, "backup", "--to", place);
    says("0 recordings");
    Files.delete(stage.records.resolve(".identity"));
    ends(BackupConsole.PROBLEMS, "backup", "--to", place);
    says("is the right disk mounted there?");
  }
}
