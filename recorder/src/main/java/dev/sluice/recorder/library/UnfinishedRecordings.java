package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordingId;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recordings that a dead server left: has one after the other recovered, and those that can't
 * be now tried again later, until all are or the library closes.
 */
final class UnfinishedRecordings {

  private static final Logger log = LoggerFactory.getLogger(UnfinishedRecordings.class);

  private static final long RETRY_MINUTES = 10;

  private final RecordingIndex index;
  private final Recovery recovery;
  private final ScheduledExecutorService thread;
  private final Consumer<RecordingId> onRecovered;

  /**
   * @param thread for long work; a retry runs there
   * @param onRecovered told of each recording that is whole now
   */
  UnfinishedRecordings(
      RecordingIndex index,
      Recovery recovery,
      ScheduledExecutorService thread,
      Consumer<RecordingId> onRecovered) {
    this.index = index;
    this.recovery = recovery;
    this.thread = thread;
    this.onRecovered = onRecovered;
  }

  /** Recovers what can be now; blocks. Ends early when the thread is interrupted. */
  void recover() {
    List<Entry> waiting = index.oldestFirst().stream().filter(Entry::unrecovered).toList();
    if (waiting.isEmpty()) {
      return;
    }
    log.info("recovering recordings={} that a dead server left", waiting.size());
    boolean again = false;
    for (Entry entry : waiting) {
      try {
        recovery.run(entry);
        onRecovered.accept(entry.folder().id());
      } catch (ClosedByInterruptException e) {
        log.info("the rest is recovered at the next start");
        return;
      } catch (IOException | ManifestException | RuntimeException | Error e) {
        log.warn(
            "cannot recover recording={} now, trying again in {} minutes: {}",
            entry.folder().id(),
            RETRY_MINUTES,
            e.toString());
        again = true;
      }
    }
    if (again) {
      retryLater();
    }
  }

  private void retryLater() {
    try {
      var unused = thread.schedule(this::recover, RETRY_MINUTES, TimeUnit.MINUTES);
    } catch (RejectedExecutionException e) {
      // closing
    }
  }
}
