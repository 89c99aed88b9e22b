package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.upload.ObjectStore.PendingMultipart;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts uploads in parts that were begun for recordings of ours and that nobody goes on with: they
 * cost money. Others may share the bucket, even the prefix: an upload is ours when the library has
 * a recording of its id, and it is an orphan when no file waits for it.
 */
final class SweepTask extends UploadTask {

  private static final Logger log = LoggerFactory.getLogger(SweepTask.class);

  /** Some stores or rights do not let us list; that stops nothing else. */
  private static final int MOST_TRIES = 3;

  private final String prefix;
  private final ObjectStore store;
  private final UploadSource source;
  private final Predicate<PendingMultipart> wanted;
  private final BooleanSupplier due;

  /**
   * @param wanted whether a file goes on with an upload, or may do so; takes the queue's lock
   * @param due whether it is time; asked holding the lock
   */
  SweepTask(
      String prefix,
      ObjectStore store,
      UploadSource source,
      Predicate<PendingMultipart> wanted,
      BooleanSupplier due) {
    this.prefix = prefix;
    this.store = store;
    this.source = source;
    this.wanted = wanted;
    this.due = due;
  }

  @Override
  Optional<Subject> subject() {
    return Optional.empty();
  }

  @Override
  Optional<Work> next() {
    return due.getAsBoolean() ? Optional.of(new Sweep()) : Optional.empty();
  }

  private boolean isOurs(PendingMultipart pending) {
    if (!pending.key().startsWith(prefix)) {
      return false;
    }
    String[] path = pending.key().substring(prefix.length()).split("/", -1);
    if (path.length != 3 || !RecordingId.isValid(path[1])) {
      return false;
    }
    return source.manifest(new RecordingId(path[1])).isPresent();
  }

  /** Looks once. */
  private final class Sweep extends Work {

    @Override
    boolean needsStore() {
      return true;
    }

    @Override
    void run() throws StoreException {
      try {
        sweep();
      } catch (StoreException e) {
        if (failures + 1 < MOST_TRIES) {
          throw e;
        }
        log.warn("orphan uploads were not looked for: {}", e.getMessage());
      }
    }

    private void sweep() throws StoreException {
      List<PendingMultipart> pending = store.listPendingMultiparts(prefix);
      for (PendingMultipart upload : pending) {
        if (isOurs(upload) && !wanted.test(upload)) {
          store.abortMultipart(upload.key(), upload.uploadId());
          log.info("aborted an upload of {} that nobody goes on with", upload.key());
        }
      }
    }

    @Override
    Optional<String> settle() {
      return Optional.empty();
    }

    @Override
    boolean ends() {
      return true;
    }
  }
}
