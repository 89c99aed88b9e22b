package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordingObserver;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.library.FileListener;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.library.RecordingLibrary;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what media loops give it. Each loop has a {@link #port}, a queue and a writer thread of
 * its own: loops share nothing with each other, and do not wait for their writers. One more thread
 * waits for the disk when files are over.
 *
 * <p>What came is handed to the operating system within half a second, so that little is lost when
 * the process dies. When the machine dies, more is lost: files are forced to the disk when they are
 * over, and not before.
 *
 * <p>Thread-safe.
 */
public final class Recorder implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Recorder.class);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private record Writer(WriterLoop loop, WriterThread thread) {}

  private final RecorderOptions options;
  private final LongSupplier nanoClock;
  private final RecordingLibrary library;
  private final List<FileListener> listeners = new ArrayList<>();
  private final RecordingObserver observer;
  private final FileOpener opener;
  private final Admissions admissions;
  private final ExecutorService fileTasks;
  private final List<Writer> writers = new CopyOnWriteArrayList<>();

  private Recorder(
      RecorderOptions options,
      LongSupplier nanoClock,
      InstantSource wallClock,
      RandomGenerator random,
      RecordingLibrary library,
      List<FileListener> listeners,
      RecordingObserver observer,
      FileOpener opener) {
    this.options = options;
    this.nanoClock = nanoClock;
    this.library = library;
    this.listeners.add(library);
    this.listeners.addAll(listeners);
    this.observer = observer;
    this.opener = opener;
    admissions = new Admissions(options.maxRecordings(), wallClock, random, library::diskFull);
    fileTasks =
        new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Recorder::fileThread);
  }

  private static Thread fileThread(Runnable task) {
    Thread thread = new Thread(task, "recorder-files");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts a recorder.
   *
   * @param nanoClock the monotonic clock of all times that go through the ports
   * @param random thread-safe
   * @param library where recordings go; it hears of files before the listeners do, and must not be
   *     among them
   * @param observer is called on many threads
   */
  public static Recorder start(
      RecorderOptions options,
      LongSupplier nanoClock,
      InstantSource wallClock,
      RandomGenerator random,
      RecordingLibrary library,
      List<FileListener> listeners,
      RecordingObserver observer) {
    return start(
        options,
        nanoClock,
        wallClock,
        random,
        library,
        listeners,
        observer,
        RecordingFolder::create);
  }

  /** The same, with a say in how files are made. */
  static Recorder start(
      RecorderOptions options,
      LongSupplier nanoClock,
      InstantSource wallClock,
      RandomGenerator random,
      RecordingLibrary library,
      List<FileListener> listeners,
      RecordingObserver observer,
      FileOpener opener) {
    return new Recorder(
        options, nanoClock, wallClock, random, library, listeners, observer, opener);
  }

  /**
   * A port for one more media loop, with a writer thread of its own. Takes the memory of its queue
   * at once, so that the loop never does.
   */
  public synchronized RecordingPort port() {
    String name = "recorder-" + writers.size();
    PacketQueue queue = new PacketQueue(options.queueBytes());
    WriterContext context =
        new WriterContext(options, library, listeners, observer, opener, fileTasks);
    WriterLoop loop = new WriterLoop(name, queue, context, admissions::onEnded);
    WriterThread thread = new WriterThread(name, loop, nanoClock);
    writers.add(new Writer(loop, thread));
    thread.start();
    return new QueuedPort(queue, thread::wake, admissions, options.maxTracks());
  }

  /** What it is doing and has done. */
  public RecorderStats stats() {
    return new RecorderStats(writers.stream().map(writer -> writer.loop().stats()).toList());
  }

  /** Ends all recordings and waits some seconds for their files. */
  @Override
  public void close() {
    close(CLOSE_PATIENCE);
  }

  /**
   * Ends all recordings, and finishes their files.
   *
   * @param patience after which it is given up; what was written can be recovered at the next start
   * @return false when it was
   */
  public boolean close(Duration patience) {
    admissions.close();
    long deadline = nanoClock.getAsLong() + patience.toNanos();
    writers.forEach(writer -> writer.thread().close());
    boolean finished = true;
    try {
      for (Writer writer : writers) {
        finished &= writer.thread().join(deadline - nanoClock.getAsLong());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      finished = false;
    }
    fileTasks.shutdown();
    if (!finished) {
      log.warn("recordings were not finished within {} ms", patience.toMillis());
    }
    return finished;
  }
}
