package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingObserver;
import dev.sluice.recorder.library.FileListener;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.reorder.PacketPool;
import dev.sluice.recorder.reorder.ReorderLimits;
import dev.sluice.recorder.track.TrackCounts;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all recordings of one writer share. Owned by the writer; only {@link #runLater} may be
 * called elsewhere.
 */
final class WriterContext {

  private static final Logger log = LoggerFactory.getLogger(WriterContext.class);

  /** What a burst needs, kept for the next: 6 MB. */
  private static final int POOLED_PACKETS = 4_096;

  private final RecorderOptions options;
  private final RecordingLibrary library;
  private final List<FileListener> listeners;
  private final RecordingObserver observer;
  private final FileOpener opener;
  private final Executor fileTasks;
  private final ReorderLimits reorderLimits;
  private final PacketPool packetPool = new PacketPool(POOLED_PACKETS);
  private final Queue<Runnable> later = new ConcurrentLinkedQueue<>();

  /** Of recordings that are over. */
  private final TrackCounts past = new TrackCounts();

  private long nowNanos;
  private long files;
  private long bytes;

  WriterContext(
      RecorderOptions options,
      RecordingLibrary library,
      List<FileListener> listeners,
      RecordingObserver observer,
      FileOpener opener,
      Executor fileTasks) {
    this.options = options;
    this.library = library;
    this.listeners = listeners;
    this.observer = observer;
    this.opener = opener;
    this.fileTasks = fileTasks;
    reorderLimits =
        new ReorderLimits(
            ReorderLimits.DEFAULT.packets(),
            ReorderLimits.DEFAULT.bytes(),
            options.patience().toNanos());
  }

  RecorderOptions options() {
    return options;
  }

  RecordingLibrary library() {
    return library;
  }

  /** Tells all who hear of files; a fault of theirs is not the recording's. */
  void tellListeners(Consumer<FileListener> what) {
    for (FileListener listener : listeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException | Error e) {
        log.error("a fault of who hears of files", e);
      }
    }
  }

  FileOpener opener() {
    return opener;
  }

  ReorderLimits reorderLimits() {
    return reorderLimits;
  }

  PacketPool packetPool() {
    return packetPool;
  }

  TrackCounts past() {
    return past;
  }

  /** Of the monotonic clock, as the writer read it last. */
  long nowNanos() {
    return nowNanos;
  }

  void nowNanos(long now) {
    nowNanos = now;
  }

  /** Tells the observer; a fault of its is not the recording's. */
  void tell(RecorderEvent event) {
    try {
      observer.onEvent(event);
    } catch (RuntimeException | Error e) {
      log.error("a fault of who observes the recorder", e);
    }
  }

  /** Does what would keep the writer waiting; here, when nobody waits for the recorder any more. */
  void runElsewhere(Runnable task) {
    try {
      fileTasks.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  /** Has the writer do something soon; from any thread. */
  void runLater(Runnable task) {
    later.add(task);
  }

  /** What was asked for by {@link #runLater}. */
  int runAsked() {
    int done = 0;
    for (Runnable task = later.poll(); task != null; task = later.poll()) {
      task.run();
      done++;
    }
    return done;
  }

  void countFile() {
    files++;
  }

  void countBytes(long more) {
    bytes += more;
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }
}
