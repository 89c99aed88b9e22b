package dev.sluice.server.app;

import dev.sluice.recorder.backup.Backup;
import dev.sluice.recorder.backup.Backup.Reading;
import dev.sluice.recorder.backup.BackupException;
import dev.sluice.recorder.backup.BackupTarget;
import dev.sluice.recorder.backup.Pruning;
import dev.sluice.recorder.backup.Snapshot;
import dev.sluice.recorder.backup.Snapshots;
import dev.sluice.recorder.backup.Transfer;
import dev.sluice.server.config.BackupPlace;
import dev.sluice.server.config.LogOptions;
import dev.sluice.server.config.StateConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Makes a backup of what a server keeps, while it runs or not. */
@Command(
    name = "backup",
    description = {
      "Makes a backup of recordings and state.",
      "Copies recordings (RECORD_DIR), DENY_LIST_FILE and AUDIT_LOG into a folder, or into a store",
      "(BACKUP_S3_…, S3_…), while a server runs or not. Only what is new is copied. Keys,",
      "certificates and .env are not among it. Exits with 0; with 1 when the backup is made, but something in it is not as it should",
      "be; with 2 when none is made; with 75 when another one goes on."
    })
final class BackupCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Option(
      names = "--to",
      paramLabel = "PLACE",
      required = true,
      description = "a folder on another disk, or another machine's; or s3://BUCKET/PREFIX")
  private String to;

  @Option(
      names = "--init",
      description = "makes the place one for backups, when it is empty; the first time")
  private boolean init;

  @Option(
      names = "--throttle",
      paramLabel = "BYTES",
      description = "reads so many a second at most, as in 50M")
  private String throttle;

  @Option(
      names = "--read-all",
      description = "reads also what looks unchanged, which finds what a disk damaged")
  private boolean readAll;

  @ArgGroup(exclusive = false)
  private KeepOptions keep;

  @Option(
      names = "--metrics-file",
      paramLabel = "FILE",
      description = "written for node_exporter's textfile collector: NAME.prom")
  private Path metricsFile;

  @Override
  public Integer call() throws BackupException {
    Logging.configure(new LogOptions(LogOptions.Level.WARN, LogOptions.Format.TEXT));
    BackupConsole console = new BackupConsole(main.out());
    StateConfig config = StateConfig.from(main.environment());
    long bytesPerSecond = throttle == null ? 0 : BackupConsole.bytes("--throttle", throttle);
    Optional<Pruning.Policy> policy = Optional.ofNullable(keep).map(KeepOptions::policy);
    Transfer transfer = console.transfer("backup", bytesPerSecond);
    BackupTargets targets =
        new BackupTargets(BackupPlace.parse("--to", to, main.environment()), transfer);
    targets.requireApart(config.recordings());
    if (init) {
      targets.initialise();
    }
    try (BackupTarget target = targets.openToWrite()) {
      Snapshot snapshot =
          Backup.run(
              StateFiles.source(config),
              target,
              readAll ? Reading.EVERYTHING : Reading.WHAT_CHANGED,
              transfer,
              InstantSource.system());
      console.problems(snapshot.problems());
      console.say(
          "backup %s is made: %d recordings, %d files, %s; %s"
              .formatted(
                  snapshot.id(),
                  snapshot.recordings(),
                  snapshot.fileCount(),
                  RecordingTrials.size(snapshot.bytes()),
                  BackupConsole.amount(transfer.progress())));
      if (policy.isPresent()) {
        prune(console, target, snapshot, policy.get());
      }
      boolean told = writeMetrics(console, snapshot, Snapshots.list(target).size(), transfer);
      return told && snapshot.problems().isEmpty() ? 0 : BackupConsole.PROBLEMS;
    }
  }

  /** Old ones stay as long as something is wrong: they may be what is needed. */
  private static void prune(
      BackupConsole console, BackupTarget target, Snapshot snapshot, Pruning.Policy policy)
      throws BackupException {
    if (snapshot.problems().isEmpty()) {
      console.forgotten(Pruning.run(target, policy, InstantSource.system().instant()));
    } else {
      console.say("no backup is forgotten, since this one has problems");
    }
  }

  /** False when they cannot be written. */
  private boolean writeMetrics(
      BackupConsole console, Snapshot snapshot, int snapshots, Transfer transfer) {
    if (metricsFile == null) {
      return true;
    }
    try {
      BackupMetrics.write(
          metricsFile, snapshot, snapshots, transfer.progress(), InstantSource.system().instant());
      return true;
    } catch (IOException e) {
      console.problems(List.of("the backup is made, but --metrics-file cannot be written: " + e));
      return false;
    }
  }
}
