package dev.sluice.server.app;

import dev.sluice.recorder.backup.BackupException;
import dev.sluice.recorder.backup.BackupTarget;
import dev.sluice.recorder.backup.Pruning;
import dev.sluice.recorder.backup.Snapshot;
import dev.sluice.recorder.backup.SnapshotId;
import dev.sluice.recorder.backup.Snapshots;
import dev.sluice.server.config.BackupPlace;
import dev.sluice.server.config.LogOptions;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lists backups, or forgets old ones. */
@Command(
    name = "backups",
    description = {
      "Lists backups, or forgets old ones.",
      "Lists the backups of a place, the oldest first. With --keep-last or --keep-days it forgets",
      "the others first, and deletes what no backup needs any more."
    })
final class BackupsCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Option(
      names = "--in",
      paramLabel = "PLACE",
      required = true,
      description = "the folder of backups, or s3://BUCKET/PREFIX")
  private String in;

  @ArgGroup(exclusive = false)
  private KeepOptions keep;

  @Override
  public Integer call() throws BackupException {
    Logging.configure(new LogOptions(LogOptions.Level.WARN, LogOptions.Format.TEXT));
    BackupConsole console = new BackupConsole(main.out());
    BackupTargets targets =
        new BackupTargets(
            BackupPlace.parse("--in", in, main.environment()), console.transfer("listing", 0));
    if (keep != null) {
      Pruning.Policy policy = keep.policy();
      try (BackupTarget target = targets.openToWrite()) {
        console.forgotten(Pruning.run(target, policy, InstantSource.system().instant()));
      }
    }
    int exit = 0;
    try (BackupTarget target = targets.openToRead()) {
      for (SnapshotId id : Snapshots.list(target)) {
        try {
          console.say(line(Snapshots.read(target, id)));
        } catch (BackupException.Away e) {
          throw e;
        } catch (BackupException e) {
          console.say(id + "  CANNOT BE USED: " + e.getMessage());
          exit = BackupConsole.PROBLEMS;
        }
      }
    }
    return exit;
  }

  private static String line(Snapshot snapshot) {
    return "%s  %d recordings  %d files  %s%s"
        .formatted(
            snapshot.id(),
            snapshot.recordings(),
            snapshot.fileCount(),
            RecordingTrials.size(snapshot.bytes()),
            snapshot.problems().isEmpty()
                ? ""
                : "  %d problems".formatted(snapshot.problems().size()));
  }
}
