package dev.sluice.server.app;

import dev.sluice.recorder.backup.Backup;
import dev.sluice.recorder.backup.BackupException;
import dev.sluice.recorder.backup.BackupTarget;
import dev.sluice.recorder.backup.FolderTarget;
import dev.sluice.recorder.backup.StoreTarget;
import dev.sluice.recorder.backup.StoreTarget.Use;
import dev.sluice.recorder.backup.Transfer;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.client.StoreFactory;
import dev.sluice.server.config.BackupPlace;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;

/** Opens where backups are: a folder, or a bucket with the client that suits its store. */
final class BackupTargets {

  private final BackupPlace place;
  private final Transfer transfer;

  /**
   * @param transfer waits while a store is away
   */
  BackupTargets(BackupPlace place, Transfer transfer) {
    this.place = place;
    this.transfer = transfer;
  }

  /**
   * Refuses a folder within the recordings or around them.
   *
   * @throws BackupException when it is one
   */
  void requireApart(Path recordings) throws BackupException {
    if (place instanceof BackupPlace.Folder folder) {
      Backup.requireApart(recordings, folder.path());
    }
  }

  /**
   * Makes it a place for backups, when it is none.
   *
   * @throws BackupException when there is something else, or it cannot be written
   */
  void initialise() throws BackupException {
    if (place instanceof BackupPlace.Bucket bucket) {
      initialise(bucket);
    } else if (place instanceof BackupPlace.Folder folder && !FolderTarget.isOne(folder.path())) {
      FolderTarget.initialise(folder.path());
    }
  }

  private void initialise(BackupPlace.Bucket bucket) throws BackupException {
    try (ObjectStore store = client(bucket)) {
      StoreTarget.initialise(
          new StoreTarget.Place(store, bucket.prefix(), bucket.toString()), transfer);
    }
  }

  /** To make backups, or forget them. */
  BackupTarget openToWrite() throws BackupException {
    return open(Use.WRITE);
  }

  /** To bring something back, or list what there is. */
  BackupTarget openToRead() throws BackupException {
    return open(Use.READ);
  }

  /** To read everything through. */
  BackupTarget openToVerify() throws BackupException {
    return open(Use.VERIFY);
  }

  private BackupTarget open(Use use) throws BackupException {
    if (place instanceof BackupPlace.Bucket bucket) {
      return open(bucket, use);
    }
    Path folder = ((BackupPlace.Folder) place).path();
    return use == Use.WRITE ? FolderTarget.open(folder) : FolderTarget.openToRead(folder);
  }

  private BackupTarget open(BackupPlace.Bucket bucket, Use use) throws BackupException {
    ObjectStore store = client(bucket);
    try {
      StoreTarget target =
          StoreTarget.open(
              new StoreTarget.Place(store, bucket.prefix(), bucket.toString()),
              use,
              transfer,
              UUID.randomUUID().toString(),
              InstantSource.system());
      // who is told to stop must not keep others out until the lock ends by itself
      Runtime.getRuntime().addShutdownHook(new Thread(target::close, "backup-end"));
      return target;
    } catch (BackupException e) {
      store.close();
      throw e;
    }
  }

  private static ObjectStore client(BackupPlace.Bucket bucket) {
    try {
      return StoreFactory.open(bucket.store());
    } catch (IllegalArgumentException e) {
      throw new StartException("The store cannot be used: " + e.getMessage() + ".", e);
    }
  }
}
