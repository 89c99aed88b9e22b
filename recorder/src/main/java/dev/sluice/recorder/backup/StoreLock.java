package dev.sluice.recorder.backup;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.upload.ObjectStore.StoredObject;
import dev.sluice.recorder.upload.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps two runs from one another where there are no locks but objects: {@code
 * locks/w-20261126T093000Z-4f9a1c…}, whose name says until when it holds. Who wants to run puts its
 * own first and looks for others then, so that of two at least one sees the other. A run that goes
 * on puts a later one from time to time; one that died is passed over when its time is up.
 *
 * <p>Who stopped for longer than its time may have been passed over, and has to look again before
 * it goes on. Clocks that differ cost a run at worst: it ends without a snapshot.
 */
final class StoreLock {

  /** Longer than the slowest request, with what goes before it. */
  static final Duration LIFE = Duration.ofMinutes(30);

  private static final Duration RENEWAL = Duration.ofMinutes(5);
  private static final String FOLDER = "locks/";
  private static final Pattern NAME = Pattern.compile("([rw])-([0-9TZ]{16})-[0-9a-f-]{1,64}");

  private final PatientStore store;
  private final String folder;
  private final Kind kind;
  private final String owner;
  private final InstantSource clock;
  private final String where;
  private String key = "";
  private Instant until = Instant.MIN;

  /** What for. */
  enum Kind {
    /** Alone. */
    WRITE("w"),
    /** Not while somebody writes, and nobody writes meanwhile. */
    VERIFY("r"),
    /**
     * Nobody writes meanwhile; but what died while it wrote must not keep anybody from what is
     * needed now.
     */
    READ("r");

    private final String letter;

    Kind(String letter) {
      this.letter = letter;
    }

    private boolean heeds(String other) {
      return switch (this) {
        case WRITE -> true;
        case VERIFY -> other.equals(WRITE.letter);
        case READ -> false;
      };
    }
  }

  private StoreLock(
      PatientStore store,
      String prefix,
      Kind kind,
      String owner,
      InstantSource clock,
      String where) {
    this.store = store;
    this.folder = prefix + FOLDER;
    this.kind = kind;
    this.owner = owner;
    this.clock = clock;
    this.where = where;
  }

  /**
   * Takes it.
   *
   * @param owner lower-case hexadecimal digits and hyphens that nobody else has
   * @param where for people
   * @return empty for a reader who may not write: it does without
   * @throws BackupException.Busy when somebody has it
   */
  static Optional<StoreLock> take(
      PatientStore store, String prefix, Kind kind, String owner, InstantSource clock, String where)
      throws AwayException, BackupException.Busy {
    StoreLock lock = new StoreLock(store, prefix, kind, owner, clock, where);
    try {
      lock.put();
    } catch (AwayException e) {
      if (kind != Kind.WRITE && isRefused(e)) {
        return Optional.empty();
      }
      throw e;
    }
    Optional<Instant> held = lock.heldOrReleased();
    if (held.isPresent()) {
      lock.release();
      throw new BackupException.Busy(
          "another backup, restore or verification uses %s; if it has died, its lock in %s ends at %s"
              .formatted(where, lock.folder, held.get()));
    }
    return Optional.of(lock);
  }

  private Optional<Instant> heldOrReleased() throws AwayException {
    try {
      return held();
    } catch (AwayException e) {
      release();
      throw e;
    }
  }

  private static boolean isRefused(AwayException failure) {
    return failure.getCause() instanceof StoreException cause
        && cause.failure() == UploadFailure.REFUSED;
  }

  private void put() throws AwayException {
    Instant end = clock.instant().plus(LIFE);
    String next = folder + kind.letter + "-" + SnapshotId.of(end).value() + "-" + owner;
    if (!next.equals(key)) {
      store.put(next, ("held until " + end + "\n").getBytes(StandardCharsets.UTF_8));
      if (!key.isEmpty()) {
        store.delete(key);
      }
      key = next;
    }
    until = end;
  }

  /** Until when somebody else has it whom we heed. What nobody has any more is deleted. */
  private Optional<Instant> held() throws AwayException {
    Instant now = clock.instant();
    Optional<Instant> latest = Optional.empty();
    for (String other : others()) {
      Matcher name = NAME.matcher(other.substring(folder.length()));
      if (name.matches() && SnapshotId.isValid(name.group(2)) && kind.heeds(name.group(1))) {
        Instant end = new SnapshotId(name.group(2)).time();
        if (end.isBefore(now)) {
          store.delete(other);
        } else if (latest.isEmpty() || latest.get().isBefore(end)) {
          latest = Optional.of(end);
        }
      }
    }
    return latest;
  }

  private List<String> others() throws AwayException {
    List<String> others = new ArrayList<>();
    for (StoredObject found : store.list(folder, "")) {
      if (!found.key().endsWith(owner)) {
        others.add(found.key());
      }
    }
    return others;
  }

  /** To be called before each request: holds the lock on. */
  void keep() throws AwayException {
    Instant now = clock.instant();
    if (now.isBefore(until.minus(LIFE).plus(RENEWAL))) {
      return;
    }
    boolean lapsed = now.isAfter(until);
    put();
    if (lapsed && kind == Kind.WRITE && held().isPresent()) {
      throw lost();
    }
  }

  /** To be called before what must not be done by two. */
  void require() throws AwayException {
    keep();
    if (store.list(folder, "").stream().noneMatch(found -> found.key().equals(key))) {
      throw lost();
    }
  }

  private AwayException lost() {
    return new AwayException(
        "it stood still for so long that another run has taken the lock of " + where, null);
  }

  /** What cannot be released ends by itself. */
  void release() {
    try {
      store.atFirst().delete(key);
    } catch (AwayException e) {
      // its time will be up
    }
  }
}
