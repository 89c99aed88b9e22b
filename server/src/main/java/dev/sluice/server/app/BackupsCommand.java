package dev.sluice.server.app;

import dev.sluice.recorder.backup.BackupException;
import dev.sluice.recorder.backup.FolderTarget;
import dev.sluice.recorder.backup.Pruning;
import dev.sluice.recorder.backup.Snapshot;
import dev.sluice.recorder.backup.SnapshotId;
import dev.sluice.recorder.backup.Snapshots;
import dev.sluice.server.config.LogOptions;
import java.nio.file.Path;
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
      "Lists the backups of a folder, the oldest first. With --keep-last or --keep-days it forgets",
      "the others first, and deletes what no backup needs any more."
    })
final class BackupsCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Option(
      names = "--in",
      paramLabel = "FOLDER",
      required = true,
      description = "the folder of backups")
  private Path folder;

  @ArgGroup(exclusive = false)
  private KeepOptions keep;

  @Override
  public Integer call() throws BackupException {
    Logging.configure(new LogOptions(LogOptions.Level.WARN, LogOptions.Format.TEXT));
    BackupConsole console = new BackupConsole(main.out());
    if (keep != null) {
      Pruning.Policy policy = keep.policy();
      try (FolderTarget target = FolderTarget.open(folder)) {
        console.forgotten(Pruning.run(target, policy, InstantSource.system().instant()));
      }
    }
    int exit = 0;
    try (FolderTarget target = FolderTarget.openToRead(folder)) {
      for (SnapshotId id : Snapshots.list(target)) {
        try {
          console.say(line(Snapshots.read(target, id)));
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
