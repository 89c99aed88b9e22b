package dev.sluice.recorder.library;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes manifests that have changed, on one thread, so that nobody who changes one waits for the
 * disk. However often a manifest changes, it is written once a second at most; what cannot be
 * written is tried again. A crash in between loses nothing that recovery does not find in the files
 * themselves.
 */
final class ManifestSaver {

  private static final Logger log = LoggerFactory.getLogger(ManifestSaver.class);

  private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ScheduledExecutorService thread;
  private final LongSupplier clock;

  /**
   * @param thread a single one
   * @param clock monotonic, in nanoseconds
   */
  ManifestSaver(ScheduledExecutorService thread, LongSupplier clock) {
    this.thread = thread;
    this.clock = clock;
  }

  /** The manifest of {@code entry} has changed. Never blocks; any thread. */
  void changed(Entry entry) {
    if (entry.saving().schedule()) {
      schedule(entry, Math.max(0, entry.saving().lastNanos() + PACE_NANOS - clock.getAsLong()));
    }
  }

  private void schedule(Entry entry, long delayNanos) {
    try {
      var unused = thread.schedule(() -> run(entry), delayNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // the library closes, and saves all that is left
    }
  }

  private void run(Entry entry) {
    entry.saving().started(clock.getAsLong());
    try {
      save(entry);
    } catch (IOException | RuntimeException | Error e) {
      if (entry.saving().failed()) {
        log.warn(
            "cannot save the manifest recording={}, trying again: {}",
            entry.folder().id(),
            e.toString());
      }
      if (entry.saving().schedule()) {
        schedule(entry, RETRY_NANOS);
      }
    }
  }

  /** Writes the manifest now, if it has changed. On the saver's thread. */
  void save(Entry entry) throws IOException {
    Optional<Manifest> manifest = entry.unsaved();
    if (manifest.isPresent()) {
      entry.folder().save(manifest.get());
      entry.saved(manifest.get());
      entry.saving().succeeded();
    }
  }
}
