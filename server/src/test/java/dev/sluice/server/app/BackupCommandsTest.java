package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.FolderTarget;
import dev.sluice.recorder.library.DirectoryLock;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the commands of backups say, and end with. */
class BackupCommandsTest {

  private static final RecordingId ID = BackupCommandStage.ID;
  private static final String FILE = BackupCommandStage.FILE;
  private static final Path SCRIPTS = Path.of("..", "deploy", "backup");

  @TempDir Path directory;

  private BackupCommandStage stage;
  private StringWriter out;
  private StringWriter err;
  private Path records;
  private Path backups;
  private Path audit;

  @BeforeEach
  void recordSomething() throws IOException {
    stage = new BackupCommandStage(directory);
    out = stage.out;
    err = stage.err;
    records = stage.records;
    audit = stage.audit;
    backups = directory.resolve("backups");
  }

  @AfterEach
  void restoreLogging() {
    TestLogging.restore();
  }

  private int run(String... arguments) {
    return stage.run(arguments);
  }

  private Path media() {
    return stage.media();
  }

  private void delete(Path... files) throws IOException {
    for (Path file : files) {
      Files.delete(file);
    }
  }

  private int backup(String... more) {
    List<String> words = new ArrayList<>(List.of("backup", "--to", backups.toString()));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  @Test
  void whatIsBackedUpComesBack() throws IOException {
    assertEquals(0, backup("--init"), () -> out + "" + err);
    assertTrue(out.toString().contains("1 recordings, 4 files"), out::toString);
    assertEquals(0, run("verify", backups.toString()), out::toString);
    assertEquals(0, run("backups", "--in", backups.toString()));
    assertTrue(out.toString().contains("1 recordings  4 files"), out::toString);

    stage.deleteRecording();
    delete(audit, directory.resolve("audit.log.2026-11-25.0"));
    assertEquals(0, run("restore", "--from", backups.toString()), () -> out + "" + err);

    assertEquals("media", Files.readString(media()));
    assertEquals("today\n", Files.readString(audit));
    assertEquals("yesterday\n", Files.readString(directory.resolve("audit.log.2026-11-25.0")));
    assertEquals(0, run("verify"), out::toString);
  }

  @Test
  void aRestoreSaysWhatRetentionWillDelete() {
    backup("--init");
    Path to = directory.resolve("to");
    run("restore", "--from", backups.toString(), "--to", to.toString());
    assertTrue(out.toString().contains("1 recordings are restored"), out::toString);
    assertTrue(out.toString().contains("1 of them are older than RECORD_MAX_AGE_DAYS=1"));
  }

  @Test
  void aFolderThatIsNotMeantForBackupsIsRefused() {
    assertEquals(Main.CANNOT_START, backup());
    assertTrue(err.toString().endsWith("is the right disk mounted there?\n"), err::toString);
    assertEquals(
        Main.CANNOT_START, run("backup", "--init", "--to", records.resolve("b").toString()));
    assertTrue(err.toString().contains("within one another"), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  @Test
  void whoComesSecondIsToldToComeAgain() throws Exception {
    assertEquals(0, backup("--init"));
    try (FolderTarget other = FolderTarget.open(backups)) {
      assertNotNull(other);
      assertEquals(BackupConsole.BUSY, backup());
      assertTrue(err.toString().contains("another backup"), err::toString);
    }
    try (DirectoryLock server = DirectoryLock.take(records.toRealPath())) {
      assertNotNull(server);
      assertEquals(0, backup(), "a backup is made while a server runs");
      assertEquals(BackupConsole.BUSY, run("restore", "--from", backups.toString()));
      assertTrue(err.toString().contains("a server uses"), err::toString);
    }
  }

  @Test
  void problemsAreNamedAndNothingIsForgottenThen() throws IOException {
    assertEquals(0, backup("--init"));
    Files.writeString(media(), "other");
    delete(media());
    assertEquals(BackupConsole.PROBLEMS, backup("--keep-last", "1"));
    assertTrue(out.toString().contains("PROBLEM: blue/" + ID + "/" + FILE), out::toString);
    assertTrue(out.toString().contains("no backup is forgotten"), out::toString);
    assertEquals(BackupConsole.PROBLEMS, run("verify"));
    assertEquals(0, run("backups", "--in", backups.toString(), "--keep-last", "1"));
    assertTrue(out.toString().startsWith("1 backups are forgotten, 1 are kept"), out::toString);
  }

  @Test
  void aBackupThatIsMadeIsToldToPrometheus() throws IOException {
    Path metrics = directory.resolve("sluice-backup.prom");
    long before = Instant.now().getEpochSecond();
    assertEquals(0, backup("--init", "--metrics-file", metrics.toString()));
    String text = Files.readString(metrics);
    String line =
        text.lines()
            .filter(each -> each.startsWith("sluice_backup_last_success_timestamp_seconds "))
            .findFirst()
            .orElseThrow();
    assertTrue(Long.parseLong(line.split(" ")[1]) >= before, line);
    assertTrue(text.contains("\nsluice_backup_problems 0\n"), text);
    assertTrue(text.contains("\nsluice_backup_snapshots 1\n"), text);
    assertEquals(
        text.lines().filter(each -> each.startsWith("# TYPE ")).count() * 3,
        text.lines().count(),
        "each has its help and its type");
    assertEquals(
        "rw-r--r--",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(metrics)),
        "the collector is another user");
  }

  @Test
  void aBackupIsMadeAlsoWhenItCannotBeToldToPrometheus() {
    Path nowhere = directory.resolve("none").resolve("sluice-backup.prom");
    assertEquals(BackupConsole.PROBLEMS, backup("--init", "--metrics-file", nowhere.toString()));
    assertTrue(out.toString().contains("--metrics-file cannot be written"), out::toString);
    assertEquals(0, run("verify", backups.toString()), out::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "backup --to x --throttle fast, --throttle must be",
    "backup --to x --keep-last 0, --keep-last must be",
    "restore --from x --index-only, --index-only is for",
    "restore --from x --recording 7, --recording must be",
    "restore --from x --began-from today, --began-from must be",
    "restore --from x --keep long, --keep must be",
    "restore --from-store, --from-store needs UPLOAD_RECORDINGS=1",
    "verify x/y, is no directory of recordings",
    "backups --in x, there are no backups in x",
    "backup --to ftp://x/y, --to must be a folder",
    "backup --to s3://, --to must be a folder",
    "restore --from s3://bucket/../x, --from must be a folder",
    "backups --in https://x/y, --in must be a folder",
    "verify gs://x/y, The place must be a folder"
  })
  void whatMakesNoSenseEndsWithOneSentence(String command, String sentence) {
    assertEquals(Main.CANNOT_START, run(command.split(" ")), () -> out + "" + err);
    assertTrue(err.toString().contains(sentence), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
  }

  @ParameterizedTest
  @CsvSource({"backup.sh, backup", "verify.sh, verify"})
  void theScriptsGiveTheProgramOptionsThatItHas(String script, String command) throws Exception {
    Path java = directory.resolve("java");
    Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 75\n");
    assertTrue(java.toFile().setExecutable(true));
    ProcessBuilder builder =
        new ProcessBuilder("sh", SCRIPTS.resolve(script).toString()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", directory + ":" + System.getenv("PATH"),
                "SLUICE_BACKUP_DIR", "/mnt/some where",
                "SLUICE_BACKUP_THROTTLE", "50M",
                "SLUICE_BACKUP_METRICS", "/tmp/x.prom"));
    Process process = builder.start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertEquals(75, process.waitFor(), "as the program ended: " + said);
    List<String> words = said.lines().toList();
    List<String> given = words.subList(words.indexOf(command), words.size());
    CommandLine.ParseResult parsed =
        Main.commandLine().parseArgs(given.toArray(String[]::new)).subcommand();
    assertEquals(command, parsed.commandSpec().name());
    assertTrue(given.contains("/mnt/some where"), given::toString);
    assertTrue(given.contains("50M"), given::toString);
  }

  @Test
  void theScriptsSayWhatTheyMiss() throws Exception {
    for (String script : List.of("backup.sh", "verify.sh")) {
      ProcessBuilder builder = new ProcessBuilder("sh", SCRIPTS.resolve(script).toString());
      builder.environment().remove("SLUICE_BACKUP_DIR");
      Process process = builder.start();
      String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(2, process.waitFor());
      assertTrue(said.contains("SLUICE_BACKUP_DIR is not set"), said);
    }
  }
}
