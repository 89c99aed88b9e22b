package dev.sluice.recorder.backup;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Forgets old snapshots, and deletes the chunks that no other one has. The newest that has
 * recordings stays, however old it is.
 */
public final class Pruning {

  private Pruning() {}

  /**
   * Which snapshots stay: those that either says.
   *
   * @param last so many of the newest, at least 1
   * @param age those that are not older, as long as the clock is right; empty for none
   */
  public record Policy(int last, Optional<Duration> age) {

    public Policy {
      if (last < 1) {
        throw new IllegalArgumentException("the last snapshot is always kept");
      }
    }

    /**
     * Those that go.
     *
     * @param all the oldest first
     */
    List<SnapshotId> doomed(List<SnapshotId> all, Instant now) {
      int mayGo = Math.max(0, all.size() - last);
      return all.subList(0, mayGo).stream().filter(id -> !isYoung(id, now)).toList();
    }

    private boolean isYoung(SnapshotId id, Instant now) {
      return age.map(most -> !id.time().plus(most).isBefore(now)).orElse(false);
    }
  }

  /**
   * What went.
   *
   * @param kept how many snapshots there are now
   */
  public record Result(List<SnapshotId> forgotten, int kept, long chunks, long bytes) {
    public Result {
      forgotten = List.copyOf(forgotten);
    }
  }

  /**
   * Does it.
   *
   * @throws BackupException when a snapshot that stays cannot be read: nobody knows then which
   *     chunks it needs, and nothing is deleted
   */
  public static Result run(BackupTarget target, Policy policy, Instant now) throws BackupException {
    List<SnapshotId> all = Snapshots.list(target);
    List<SnapshotId> doomed = new ArrayList<>(policy.doomed(all, now));
    // when a disk was away for long, the last that has anything may be older than all that stay
    Snapshots.latestWithRecordings(target, all).map(Snapshot::id).ifPresent(doomed::remove);
    Set<String> needed = new HashSet<>();
    for (SnapshotId id : all) {
      if (!doomed.contains(id)) {
        Snapshots.read(target, id).files().forEach(file -> needed.addAll(file.chunks()));
      }
    }
    try {
      for (SnapshotId id : doomed) {
        target.deleteSnapshot(id);
      }
      BackupTarget.Swept swept = target.sweep(needed::contains);
      return new Result(doomed, all.size() - doomed.size(), swept.chunks(), swept.bytes());
    } catch (IOException e) {
      throw new BackupException(target.name() + " cannot be pruned: " + AwayException.reason(e), e);
    }
  }
}
