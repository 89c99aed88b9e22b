package dev.sluice.server.app;

import dev.sluice.recorder.backup.BackupException;
import dev.sluice.recorder.backup.BackupTarget;
import dev.sluice.recorder.backup.FolderTarget;
import dev.sluice.recorder.backup.SnapshotId;
import dev.sluice.recorder.backup.Snapshots;
import dev.sluice.recorder.backup.Transfer;
import dev.sluice.recorder.backup.Verification;
import dev.sluice.recorder.backup.Verification.Report;
import dev.sluice.server.config.BackupPlace;
import dev.sluice.server.config.BackupPlace.Folder;
import dev.sluice.server.config.LogOptions;
import dev.sluice.server.config.StateConfig;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Reads backups or recordings through. */
@Command(
    name = "verify",
    description = {
      "Compares backups or recordings with their checksums.",
      "Reads backups in a folder or a store, or a directory of recordings, and compares everything",
      "with its checksum. Changes nothing. Exits with 0; with 1 when something is not as it should",
      "be; with 2 when it cannot be read; with 75 when a backup is being made."
    })
final class VerifyCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Parameters(
      paramLabel = "PLACE",
      arity = "0..1",
      description = "a folder of backups or recordings (RECORD_DIR), or s3://BUCKET/PREFIX")
  private String named;

  @Option(names = "--latest", description = "of backups the last one only")
  private boolean latest;

  @Option(
      names = "--throttle",
      paramLabel = "BYTES",
      description = "reads so many a second at most, as in 50M")
  private String throttle;

  @Override
  public Integer call() throws BackupException {
    Logging.configure(new LogOptions(LogOptions.Level.WARN, LogOptions.Format.TEXT));
    BackupConsole console = new BackupConsole(main.out());
    BackupPlace place =
        named == null
            ? new Folder(StateConfig.from(main.environment()).recordings())
            : BackupPlace.parse("The place", named, main.environment());
    long bytesPerSecond = throttle == null ? 0 : BackupConsole.bytes("--throttle", throttle);
    Transfer transfer = console.transfer("verification", bytesPerSecond);
    Report report =
        place instanceof Folder folder && !FolderTarget.isOne(folder.path())
            ? Verification.ofRecordings(folder.path(), transfer)
            : verifyBackups(place, transfer);
    console.problems(report.problems());
    console.say(
        "%s: %d files, %s; %s; %s"
            .formatted(
                place instanceof Folder folder ? folder.path() : place,
                report.files(),
                RecordingTrials.size(report.bytes()),
                BackupConsole.amount(transfer.progress()),
                report.problems().isEmpty()
                    ? "all is as it should be"
                    : report.problems().size() + " problems"));
    return report.problems().isEmpty() ? 0 : BackupConsole.PROBLEMS;
  }

  private Report verifyBackups(BackupPlace place, Transfer transfer) throws BackupException {
    try (BackupTarget target = new BackupTargets(place, transfer).openToVerify()) {
      List<SnapshotId> snapshots =
          latest ? List.of(Snapshots.latest(target)) : Snapshots.list(target);
      return Verification.ofTarget(target, snapshots, transfer);
    }
  }
}
