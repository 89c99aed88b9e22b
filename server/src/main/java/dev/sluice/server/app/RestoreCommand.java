package dev.sluice.server.app;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.BackupException;
import dev.sluice.recorder.backup.BackupTarget;
import dev.sluice.recorder.backup.Restore;
import dev.sluice.recorder.backup.RestoreOptions;
import dev.sluice.recorder.backup.RestoreOptions.Existing;
import dev.sluice.recorder.backup.RestoreResult;
import dev.sluice.recorder.backup.Selection;
import dev.sluice.recorder.backup.Snapshot;
import dev.sluice.recorder.backup.SnapshotId;
import dev.sluice.recorder.backup.Snapshots;
import dev.sluice.recorder.backup.StoreRestore;
import dev.sluice.recorder.backup.StoreRestore.Media;
import dev.sluice.recorder.backup.Transfer;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.client.StoreFactory;
import dev.sluice.server.config.BackupPlace;
import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.LogOptions;
import dev.sluice.server.config.StateConfig;
import dev.sluice.server.config.UploadSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Brings back what a backup has, while no server runs. */
@Command(
    name = "restore",
    description = {
      "Brings back what a backup, or the store, has.",
      "Brings recordings back from backups, each checked byte for byte, and with all of",
      "them DENY_LIST_FILE and AUDIT_LOG where there are none. No server may use the directory.",
      "What is there already is left alone. Run it again when it was interrupted. Exits with 0;",
      "with 1 when something could not be brought back; with 2 when nothing could; with 75 when a",
      "server or another backup is in the way."
    })
final class RestoreCommand implements Callable<Integer> {

  private static final String LATEST = "latest";

  @ParentCommand private Main main;

  @ArgGroup(multiplicity = "1")
  private Origin origin;

  /** Where from: one of them. */
  private static final class Origin {

    @Option(
        names = "--from",
        paramLabel = "PLACE",
        description = "the folder of backups, or s3://BUCKET/PREFIX")
    private String place;

    @Option(
        names = "--from-store",
        description = "what was uploaded (UPLOAD_RECORDINGS, S3_…), when there is no backup")
    private boolean store;
  }

  @Option(
      names = "--index-only",
      description = "from the store: media stays there, from where it is played")
  private boolean indexOnly;

  @Option(
      names = "--snapshot",
      paramLabel = "ID",
      defaultValue = LATEST,
      description = "which backup; see 'backups' (${DEFAULT-VALUE})")
  private String snapshot;

  @Option(
      names = "--to",
      paramLabel = "DIRECTORY",
      description = "another directory of recordings than RECORD_DIR; nothing but recordings then")
  private Path to;

  @Option(names = "--room", paramLabel = "ROOM", description = "recordings of this room only")
  private String room;

  @Option(names = "--recording", paramLabel = "ID", description = "this recording only")
  private String recording;

  @Option(
      names = "--began-from",
      paramLabel = "TIME",
      description = "recordings that began then or later, as in 2026-11-26T09:00:00Z")
  private String from;

  @Option(
      names = "--began-before",
      paramLabel = "TIME",
      description = "recordings that began before")
  private String before;

  @Option(
      names = "--replace",
      description = "puts recordings that are there and differ aside, into .replaced")
  private boolean replace;

  @Option(
      names = "--keep",
      paramLabel = "TIME",
      defaultValue = "24h",
      description = "for so long RECORD_MAX_… delete nothing of it: 36h, 30d (${DEFAULT-VALUE})")
  private String keep;

  @Override
  public Integer call() throws BackupException {
    Logging.configure(new LogOptions(LogOptions.Level.WARN, LogOptions.Format.TEXT));
    BackupConsole console = new BackupConsole(main.out());
    StateConfig config = StateConfig.from(main.environment());
    if (indexOnly && !origin.store) {
      throw new ConfigException("--index-only is for --from-store only.");
    }
    Transfer transfer = console.transfer("restore", 0);
    RestoreOptions options = options(config);
    RestoreResult result =
        origin.store
            ? fromStore(console, config, options, transfer)
            : fromBackup(console, options, transfer);
    console.restored(result, config, transfer.progress());
    return result.problems().isEmpty() ? 0 : BackupConsole.PROBLEMS;
  }

  private RestoreResult fromBackup(BackupConsole console, RestoreOptions options, Transfer transfer)
      throws BackupException {
    BackupTargets targets =
        new BackupTargets(BackupPlace.parse("--from", origin.place, main.environment()), transfer);
    targets.requireApart(options.directory());
    try (BackupTarget target = targets.openToRead()) {
      Snapshot found = Snapshots.read(target, snapshot(target));
      console.say(
          "restoring backup %s: %d recordings, %s"
              .formatted(found.id(), found.recordings(), RecordingTrials.size(found.bytes())));
      console.problems(
          found.problems().stream().map(problem -> "known since the backup: " + problem).toList());
      return Restore.run(target, found, options, transfer, InstantSource.system());
    }
  }

  private RestoreResult fromStore(
      BackupConsole console, StateConfig config, RestoreOptions options, Transfer transfer)
      throws BackupException {
    UploadSettings uploads =
        config
            .uploads()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "--from-store needs UPLOAD_RECORDINGS=1 and the store's variables."));
    try (ObjectStore store = StoreFactory.open(uploads.store())) {
      console.say("restoring what was uploaded to bucket " + uploads.store().bucket());
      return StoreRestore.run(
          store,
          uploads.uploads().prefix(),
          indexOnly ? Media.LEAVE : Media.FETCH,
          options,
          transfer,
          InstantSource.system());
    } catch (IllegalArgumentException e) {
      throw new StartException("The store cannot be used: " + e.getMessage() + ".", e);
    }
  }

  private SnapshotId snapshot(BackupTarget target) throws BackupException {
    if (snapshot.equals(LATEST)) {
      return Snapshots.latest(target);
    }
    if (!SnapshotId.isValid(snapshot)) {
      throw new ConfigException(
          "--snapshot must be latest or a name such as 20261126T090000Z, but it is not.");
    }
    return new SnapshotId(snapshot);
  }

  private RestoreOptions options(StateConfig config) {
    return new RestoreOptions(
        to == null ? config.recordings() : to,
        selection(),
        replace ? Existing.REPLACE : Existing.LEAVE,
        BackupConsole.duration("--keep", keep),
        to == null ? StateFiles.places(config) : List.of());
  }

  private Selection selection() {
    if (recording != null && !RecordingId.isValid(recording)) {
      throw new ConfigException(
          "--recording must be an id such as 20261126T012109Z-4f9a1c, but it is not.");
    }
    return new Selection(
        Optional.ofNullable(room),
        Optional.ofNullable(recording).map(RecordingId::new),
        BackupConsole.time("--began-from", from),
        BackupConsole.time("--began-before", before));
  }
}
