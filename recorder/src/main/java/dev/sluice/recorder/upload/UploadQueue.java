package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.UploadFinished;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingObserver;
import dev.sluice.recorder.upload.LoadTask.Loaded;
import dev.sluice.recorder.upload.ObjectStore.PendingMultipart;
import dev.sluice.recorder.upload.UploadOptions.Begin;
import dev.sluice.recorder.upload.UploadTask.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings recordings into the store, whatever happens meanwhile: what is to be sent and how far that
 * is are on disk, in {@code .uploads} below the recordings' directory, so that restarts and days of
 * outage lose nothing and send little twice. Oldest files first, by a few threads {@code
 * upload-0…}; each does one step of one file at a time. Parts are streamed from the files.
 *
 * <p>Local files are deleted only when the store's copy was verified, and only if that is wanted.
 * {@link StoreCircuit} says what happens while the store fails.
 */
public final class UploadQueue implements UploadRequests, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(UploadQueue.class);
  private static final String DIRECTORY = ".uploads";
  private static final long LONGEST_WAIT_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final long CLOSE_SECONDS = 5;

  private final UploadOptions options;
  private final ObjectStore store;
  private final UploadSource source;
  private final UploadClock clock;
  private final RecordingObserver observer;
  private final Journal journal;
  private final StepRunner runner;
  private final List<Thread> threads = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final UploadSchedule schedule = new UploadSchedule();
  private final StoreCircuit circuit;
  private final UploadFailures failures;
  private int inFlight;
  private long uploadedFiles;
  private long uploadedBytes;
  private boolean loaded;
  private boolean answered;
  private boolean closed;

  private UploadQueue(
      UploadOptions options,
      ObjectStore store,
      UploadSource source,
      Path recordings,
      UploadClock clock,
      RandomGenerator random,
      RecordingObserver observer) {
    this.options = options;
    this.store = store;
    this.source = source;
    this.clock = clock;
    this.observer = observer;
    this.journal = new Journal(recordings.resolve(DIRECTORY));
    this.runner = new StepRunner(options, store, source, journal, clock);
    this.circuit = new StoreCircuit(options.retry(), random);
    this.failures = new UploadFailures(options.retry(), schedule, circuit, clock, random);
  }

  /**
   * Begins to upload, with all that a former server left. The caller closes the store, after the
   * queue.
   *
   * @param recordings the recordings' directory; one queue at a time works in it
   * @param random for the waits after failures
   * @param observer hears of uploads, on upload threads
   */
  public static UploadQueue start(
      UploadOptions options,
      ObjectStore store,
      UploadSource source,
      Path recordings,
      UploadClock clock,
      RandomGenerator random,
      RecordingObserver observer) {
    UploadQueue queue =
        new UploadQueue(options, store, source, recordings, clock, random, observer);
    queue.schedule.addChore(
        new LoadTask(options, source, queue.journal, recordings, queue::takeOver));
    for (int i = 0; i < options.threads(); i++) {
      Thread thread = new Thread(queue::work, "upload-" + i);
      thread.setDaemon(true);
      queue.threads.add(thread);
    }
    queue.threads.forEach(Thread::start);
    return queue;
  }

  @Override
  public void fileGrown(UploadFile file, long headerBytes, long sealedBytes) {
    locked(
        () -> {
          UploadProgress progress = task(file).progress();
          if (options.begin() == Begin.WHILE_RECORDING) {
            progress.grown(headerBytes, sealedBytes);
          }
        });
  }

  @Override
  public void fileFinished(UploadFile file) {
    locked(() -> task(file).progress().finish(0, clock.epochMillis()));
  }

  @Override
  public void recordingChanged(RecordingId recording) {
    locked(() -> manifest(recording).changed());
  }

  @Override
  public void recordingEnded(RecordingId recording) {
    locked(
        () -> {
          files(recording)
              .filter(task -> !task.progress().isFinished())
              .forEach(task -> task.progress().abandon());
          manifest(recording).changed();
        });
  }

  @Override
  public void forget(RecordingId recording) {
    locked(
        () -> {
          files(recording)
              .forEach(
                  task -> {
                    task.progress().abandon();
                    schedule.unpark(task);
                  });
          schedule.manifest(recording).ifPresent(ManifestTask::forget);
        });
  }

  /** How uploads stand now. */
  public UploadStats stats() {
    return withLock(this::countAll);
  }

  private UploadStats countAll() {
    long bytes = 0;
    long oldest = Long.MAX_VALUE;
    int parked = 0;
    for (FileTask task : schedule.files()) {
      bytes += task.progress().unsentBytes();
      parked += task.parked ? 1 : 0;
      if (task.progress().isFinished()) {
        oldest = Math.min(oldest, task.progress().waitingSinceMillis());
      }
    }
    return new UploadStats(
        schedule.files().size(),
        bytes,
        oldest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(oldest),
        inFlight,
        parked,
        uploadedFiles,
        uploadedBytes,
        runner.sentBytes(),
        failures.counts(),
        circuit.pausedBy());
  }

  /** Whether nothing waits, manifests included. */
  public boolean isIdle() {
    return withLock(
        () -> loaded && inFlight == 0 && schedule.files().isEmpty() && schedule.manifests() == 0);
  }

  /** Stops at once: what is not sent goes on after the next start. */
  @Override
  public void close() {
    locked(() -> closed = true);
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void locked(Runnable change) {
    withLock(
        () -> {
          change.run();
          news.signalAll();
          return true;
        });
  }

  private <T> T withLock(Supplier<T> look) {
    lock.lock();
    try {
      return look.get();
    } finally {
      lock.unlock();
    }
  }

  private Stream<FileTask> files(RecordingId recording) {
    return schedule.files().stream().filter(task -> task.file().recording().equals(recording));
  }

  private FileTask task(UploadFile file) {
    return schedule
        .file(file.name())
        .orElseGet(
            () ->
                add(
                    file,
                    new UploadProgress(file, options.prefix() + file.name(), options.parts())));
  }

  private FileTask add(UploadFile file, UploadProgress progress) {
    FileTask task = new FileTask(file, progress, runner, journal, clock, this::tell);
    schedule.add(task);
    return task;
  }

  private ManifestTask manifest(RecordingId recording) {
    return schedule
        .manifest(recording)
        .orElseGet(
            () -> {
              ManifestTask task =
                  new ManifestTask(recording, options.prefix(), source, store, runner, journal);
              schedule.add(task);
              return task;
            });
  }

  /** What a former server left, and what is not in the store yet. */
  private void takeOver(Loaded found) {
    for (LoadTask.Waiting waiting : found.files()) {
      if (schedule.file(waiting.file().name()).isEmpty()) {
        add(waiting.file(), waiting.progress());
      }
    }
    found.manifests().forEach(recording -> manifest(recording).changed());
    schedule.addChore(
        new SweepTask(
            options.prefix(),
            store,
            source,
            this::isWanted,
            () -> answered || schedule.files().isEmpty()));
    loaded = true;
    news.signalAll();
  }

  private boolean isWanted(PendingMultipart upload) {
    String name = upload.key().substring(options.prefix().length());
    return withLock(
        () ->
            schedule
                .file(name)
                .map(task -> task.inFlight || task.progress().uses(upload.uploadId()))
                .orElse(false));
  }

  private void work() {
    try {
      while (true) {
        Started started = begin();
        if (started == null) {
          return;
        }
        perform(started);
      }
    } catch (InterruptedException e) {
      log.debug("{} ends", Thread.currentThread().getName());
    }
  }

  /** Work that was begun, and the circuit's mark. */
  private record Started(UploadTask task, Work work, long mark) {}

  /** Waits for work; null when the queue is closed. */
  private Started begin() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        long now = clock.nanoTime();
        Optional<UploadSchedule.Choice> choice = schedule.choose(circuit, now);
        if (choice.isPresent()) {
          UploadTask task = choice.get().task();
          task.inFlight = true;
          inFlight++;
          long mark = choice.get().work().needsStore() ? circuit.begin() : -1;
          return new Started(task, choice.get().work(), mark);
        }
        clock.await(news, schedule.idleNanos(circuit, now, LONGEST_WAIT_NANOS));
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void perform(Started started) {
    UploadTask task = started.task();
    boolean done = false;
    try {
      started.work().run();
      Optional<String> loss = settle(started);
      persist(started.work());
      loss.ifPresent(what -> tellOf(() -> failures.untrue(task, what)));
      done = true;
    } catch (StoreException e) {
      tellOf(() -> closed ? Optional.empty() : failures.ofStore(task, started.mark(), e));
    } catch (IOException | RuntimeException | Error e) {
      // a thread that dies uploads nothing any more
      locked(() -> failures.here(task, started.mark(), e));
    } finally {
      release(started, done);
    }
  }

  /** Decides with the lock, and tells without it. */
  private void tellOf(Supplier<Optional<RecorderEvent>> decision) {
    withLock(decision).ifPresent(this::tell);
  }

  private Optional<String> settle(Started started) {
    return withLock(
        () -> {
          if (started.work().needsStore()) {
            circuit.succeeded(started.mark());
            schedule.storeAnswered(started.task());
            answered = true;
          }
          return started.work().settle();
        });
  }

  /** A full disk must not stop what makes room on it: at worst, something is sent twice. */
  private void persist(Work work) {
    try {
      work.persist();
    } catch (IOException e) {
      log.warn("the state of an upload cannot be noted: {}", e.toString());
    }
  }

  private void release(Started started, boolean mayEnd) {
    locked(
        () -> {
          started.task().inFlight = false;
          inFlight--;
          if (mayEnd && started.work().ends()) {
            schedule.remove(started.task());
          }
        });
  }

  private void tell(RecorderEvent event) {
    if (event instanceof UploadFinished finished) {
      locked(
          () -> {
            uploadedFiles++;
            uploadedBytes += finished.bytes();
            circuit.verified();
            manifest(finished.recording()).changed();
          });
    }
    try {
      observer.onEvent(event);
    } catch (RuntimeException | Error e) {
      log.error("the observer of uploads failed", e);
    }
  }
}
