package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecordingId;
import java.io.IOException;
import java.util.Optional;

/**
 * Something that upload threads do, one piece of work after the other and never two at once. All
 * methods and fields are guarded by the queue's lock, but for {@link Work#run} and {@link
 * Work#persist}, which only the thread that does the work calls.
 */
abstract class UploadTask {

  /** In a row, of its own. */
  int failures;

  /** How often the store had not got what it took. */
  int untrue;

  long notBeforeNanos = Long.MIN_VALUE;
  boolean inFlight;

  /** Given up until a restart. */
  boolean parked;

  /** What to do now; empty when there is nothing. */
  abstract Optional<Work> next();

  /** What it is about; empty for the queue's own affairs. */
  abstract Optional<Subject> subject();

  /** The store says that it has not got what it took. */
  void doubt() {}

  /** What the work is about is gone. */
  void vanished() {}

  /** A file, for people. */
  record Subject(RecordingId recording, String name) {}

  /** One piece of work: runs without a lock, and is settled with it. */
  abstract static class Work {

    /** Whether it asks the store, and so waits while the store fails. */
    abstract boolean needsStore();

    abstract void run() throws StoreException, IOException;

    /**
     * Takes over what came of it.
     *
     * @return what the store has not got, though it took it; empty when all is well
     */
    abstract Optional<String> settle();

    /** Notes it on disk. */
    void persist() throws IOException {}

    /** Comes last: whether the task is over. */
    abstract boolean ends();
  }
}
