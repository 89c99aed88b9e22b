package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.RecorderEvent.UploadFinished;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingObserver;
import dev.sluice.recorder.upload.LoadTask.Loaded;
import dev.sluice.recorder.upload.ObjectStore.PendingMultipart;
import dev.sluice.recorder.upload.UploadOptions.Begin;
import dev.sluice.recorder.upload.UploadState.Phase;
import dev.sluice.recorder.upload.UploadTask.Work;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
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
  private final Path recordings;
  private final UploadClock clock;
  private final RandomGenerator random;
  private final RecordingObserver observer;
  private final Journal journal;
  private final StepRunner runner;
  private final List<Thread> threads = new ArrayList<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final UploadSchedule schedule = new UploadSchedule();
  private final StoreCircuit circuit;
  private final Map<UploadFailure, Long> failures = new EnumMap<>(UploadFailure.class);
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
    this.recordings = recordings.toAbsolutePath().normalize();
    this.clock = clock;
    this.random = random;
    this.observer = observer;
    this.journal = new Journal(recordings.resolve(DIRECTORY));
    this.runner = new StepRunner(options, store, source, journal, clock);
    this.circuit = new StoreCircuit(options.retry(), random);
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
    queue.schedule.addChore(new LoadTask(source, queue.journal, queue::takeOver));
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
  public void fileDropped(UploadFile file) {
    locked(() -> schedule.file(file.name()).ifPresent(task -> task.progress().abandon()));
  }

  @Override
  public void recordingChanged(RecordingId recording) {
    locked(() -> manifest(recording).changed());
  }

  @Override
  public void forget(RecordingId recording) {
    locked(
        () -> {
          schedule.files().stream()
              .filter(task -> task.file().recording().equals(recording))
              .forEach(task -> task.progress().abandon());
          schedule.manifest(recording).ifPresent(ManifestTask::forget);
        });
  }

  /** How uploads stand now. */
  public UploadStats stats() {
    lock.lock();
    try {
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
          failures,
          circuit.pausedBy());
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits, manifests included. */
  public boolean isIdle() {
    lock.lock();
    try {
      return loaded && inFlight == 0 && schedule.files().isEmpty() && schedule.manifests() == 0;
    } finally {
      lock.unlock();
    }
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
    lock.lock();
    try {
      change.run();
      news.signalAll();
    } finally {
      lock.unlock();
    }
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
    Set<String> waiting = new HashSet<>();
    for (LoadTask.Waiting one : found.waiting()) {
      UploadFile file = one.file();
      waiting.add(file.name());
      if (schedule.file(file.name()).isPresent()) {
        continue;
      }
      UploadState state = found.states().get(file.name());
      UploadProgress progress =
          state == null || state.phase() == Phase.ABANDONED
              ? new UploadProgress(file, options.prefix() + file.name(), options.parts())
              : UploadProgress.resume(file, state);
      progress.finish(one.bytes(), one.sinceMillis());
      add(file, progress);
    }
    found.states().values().stream()
        .filter(state -> !waiting.contains(state.name()) && schedule.file(state.name()).isEmpty())
        .forEach(this::takeOver);
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

  /** Of a file that does not wait: it was verified, and only that was not noted; or it is gone. */
  private void takeOver(UploadState state) {
    Path path = recordings.resolve(state.name()).normalize();
    if (!path.startsWith(recordings)) {
      return;
    }
    UploadFile file =
        new UploadFile(new RecordingId(state.recording()), state.name(), path, state.sinceMillis());
    UploadProgress progress = UploadProgress.resume(file, state);
    if (state.phase() != Phase.VERIFIED || state.verified().isEmpty()) {
      progress.abandon();
    }
    add(file, progress);
  }

  private boolean isWanted(PendingMultipart upload) {
    lock.lock();
    try {
      return schedule
          .file(upload.key().substring(options.prefix().length()))
          .map(
              task -> task.inFlight || task.progress().state().uploadId().equals(upload.uploadId()))
          .orElse(false);
    } finally {
      lock.unlock();
    }
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
    boolean ends = false;
    try {
      started.work().run();
      Optional<String> loss = settle(started);
      persist(started.work());
      if (loss.isPresent()) {
        untrue(started.task(), loss.get());
      }
      ends = true;
    } catch (StoreException e) {
      storeFailed(started, e);
    } catch (IOException | RuntimeException e) {
      failedHere(started, e);
    } finally {
      release(started, ends);
    }
  }

  private Optional<String> settle(Started started) {
    lock.lock();
    try {
      if (started.work().needsStore()) {
        circuit.succeeded(started.mark());
        schedule.storeAnswered(started.task());
        answered = true;
      }
      return started.work().settle();
    } finally {
      lock.unlock();
    }
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
    lock.lock();
    try {
      started.task().inFlight = false;
      inFlight--;
      if (mayEnd && started.work().ends()) {
        schedule.remove(started.task());
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void storeFailed(Started started, StoreException e) {
    if (e.failure() == UploadFailure.UNTRUE) {
      locked(
          () -> {
            circuit.undecided(started.mark());
            started.task().doubt();
          });
      untrue(started.task(), e.getMessage());
      return;
    }
    Optional<RecorderEvent> event;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      long now = clock.nanoTime();
      count(e.failure());
      boolean counts = circuit.failed(started.mark(), e.failure(), now);
      boolean news = counts && circuit.isNews();
      if (counts) {
        backOff(started.task(), e.failure(), now);
      }
      event =
          news
              ? event(started.task(), e.failure(), e.getMessage(), circuit.failures())
              : Optional.empty();
      if (event.isPresent()) {
        circuit.told();
      } else if (news) {
        log.warn("uploads wait: {}", e.getMessage());
      }
    } finally {
      lock.unlock();
    }
    event.ifPresent(this::tell);
  }

  /** The store has not got what it took: again, but not for ever. */
  private void untrue(UploadTask task, String what) {
    Optional<RecorderEvent> event;
    lock.lock();
    try {
      long now = clock.nanoTime();
      task.untrue++;
      count(UploadFailure.UNTRUE);
      circuit.untrue(now);
      backOff(task, UploadFailure.UNTRUE, now);
      if (task.untrue >= options.retry().mostUntrue()) {
        schedule.park(task);
        log.warn("an upload is given up until the next start: {}", what);
      }
      event = event(task, UploadFailure.UNTRUE, what, task.untrue);
    } finally {
      lock.unlock();
    }
    event.ifPresent(this::tell);
  }

  /** A local file cannot be read, the library cannot note something, or this is a fault of ours. */
  private void failedHere(Started started, Exception e) {
    UploadTask task = started.task();
    boolean gone = e instanceof NoSuchFileException;
    locked(
        () -> {
          circuit.undecided(started.mark());
          if (gone) {
            task.vanished();
          } else {
            backOff(task, UploadFailure.TRANSIENT, clock.nanoTime());
          }
        });
    String name = task.subject().map(UploadTask.Subject::name).orElse("uploads");
    if (gone) {
      log.warn("{} is gone before it was uploaded", name);
    } else if (e instanceof IOException) {
      log.warn("{}: {}", name, e.toString());
    } else {
      log.error("{}: a fault in the upload", name, e);
    }
  }

  private void backOff(UploadTask task, UploadFailure failure, long now) {
    long delay = options.retry().delayNanos(failure, task.failures + 1, random);
    schedule.failed(task, now + delay);
  }

  private Optional<RecorderEvent> event(
      UploadTask task, UploadFailure failure, String message, int inARow) {
    return task.subject()
        .map(
            subject ->
                new RecorderEvent.UploadFailed(
                    subject.recording(),
                    subject.name(),
                    failure,
                    message,
                    inARow,
                    circuit.delayNanos(),
                    clock.nanoTime()));
  }

  private void count(UploadFailure failure) {
    failures.merge(failure, 1L, Long::sum);
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
    } catch (RuntimeException e) {
      log.error("the observer of uploads failed", e);
    }
  }
}
