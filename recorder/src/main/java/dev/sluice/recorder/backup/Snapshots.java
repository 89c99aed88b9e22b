package dev.sluice.recorder.backup;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The snapshots of a target. */
public final class Snapshots {

  private Snapshots() {}

  /**
   * All of them, the oldest first.
   *
   * @throws BackupException when the target cannot be read
   */
  public static List<SnapshotId> list(BackupTarget target) throws BackupException {
    try {
      return target.snapshots();
    } catch (IOException e) {
      throw new BackupException(target.name() + " cannot be read: " + AwayException.reason(e), e);
    }
  }

  /**
   * The newest.
   *
   * @throws BackupException when there is none
   */
  public static SnapshotId latest(BackupTarget target) throws BackupException {
    List<SnapshotId> all = list(target);
    if (all.isEmpty()) {
      throw new BackupException("there is no snapshot in " + target.name());
    }
    return all.get(all.size() - 1);
  }

  /**
   * The newest of some that has recordings; what cannot be read has none.
   *
   * @param ids the oldest first
   * @throws BackupException.Away when nothing can be read: then nobody knows
   */
  static Optional<Snapshot> latestWithRecordings(BackupTarget target, List<SnapshotId> ids)
      throws BackupException.Away {
    for (int i = ids.size() - 1; i >= 0; i--) {
      try {
        Snapshot snapshot = read(target, ids.get(i));
        if (snapshot.hasRecordings()) {
          return Optional.of(snapshot);
        }
      } catch (BackupException.Away e) {
        throw e;
      } catch (BackupException e) {
        // who verifies the target hears of it
      }
    }
    return Optional.empty();
  }

  /**
   * Reads one.
   *
   * @throws BackupException.Away when the target cannot be read at all
   * @throws BackupException when it is not there, or damaged, or of a later version
   */
  public static Snapshot read(BackupTarget target, SnapshotId id) throws BackupException {
    Snapshot snapshot;
    try {
      snapshot = SnapshotJson.decode(target.snapshot(id));
    } catch (AwayException e) {
      throw new BackupException.Away(target, e);
    } catch (IOException e) {
      throw new BackupException("snapshot " + id + " cannot be read: " + e, e);
    }
    if (!snapshot.id().equals(id)) {
      throw new BackupException("snapshot " + id + " says that it is " + snapshot.id());
    }
    return snapshot;
  }
}
