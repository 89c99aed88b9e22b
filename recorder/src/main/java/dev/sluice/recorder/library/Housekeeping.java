package dev.sluice.recorder.library;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.DiskAlarm;
import dev.sluice.recorder.RecordingObserver;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is looked after all the time: the disk each second, retention each minute. */
final class Housekeeping {

  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private static final int RETENTION_EVERY = 60;

  private final RecordingIndex index;
  private final Deletion deletion;
  private final DiskSpace disk;
  private final DiskGuard guard;
  private final RetentionPlan plan;
  private final RecordingObserver observer;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final RecordingsDirectory directory;
  private final boolean byAge;

  /** Of the thread that deletes; null until all recordings are known. */
  private volatile RetentionClock age;

  /** Rounds until retention is looked at; far away as long as not all recordings are known. */
  private final AtomicInteger untilRetention = new AtomicInteger(Integer.MAX_VALUE);

  private volatile boolean loaded;

  private volatile Optional<DiskSpace.Reading> lastReading = Optional.empty();
  private boolean blind;

  /** Written where retention is done. */
  private volatile boolean failing;

  /** A store that stalls keeps retention waiting, but nobody who looks at the disk. */
  private final AtomicBoolean retaining = new AtomicBoolean();

  Housekeeping(
      RecordingIndex index,
      Deletion deletion,
      RecordingsDirectory directory,
      LibraryOptions options,
      LibraryServices services) {
    this.index = index;
    this.directory = directory;
    this.byAge = options.retention().maxAge().isPresent();
    this.nanoClock = services.nanoClock();
    this.deletion = deletion;
    this.disk = services.disk();
    this.guard = new DiskGuard(options.minFreeBytes());
    this.plan =
        new RetentionPlan(options.retention(), options.uploads() == LibraryOptions.Uploads.ON);
    this.observer = services.observer();
    this.clock = services.clock();
  }

  DiskGuard guard() {
    return guard;
  }

  Optional<DiskSpace.Reading> lastReading() {
    return lastReading;
  }

  /**
   * @param thread looks at the disk
   * @param slow deletes, here and in the store
   */
  void start(ScheduledExecutorService thread, Executor slow) {
    var unused = thread.scheduleWithFixedDelay(() -> secondly(slow), 0, 1, TimeUnit.SECONDS);
  }

  /** All recordings are known now: what is oldest can be told. */
  void onLoaded() {
    Instant lastUsed =
        index.oldestFirst().stream()
            .map(entry -> entry.summary().end())
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    Instant lastMarked = directory.lastUsed().orElse(Instant.MIN);
    Instant last = lastUsed.isAfter(lastMarked) ? lastUsed : lastMarked;
    age =
        new RetentionClock(
            last.equals(Instant.MIN) ? clock.instant() : last, nanoClock.getAsLong());
    loaded = true;
    untilRetention.set(0);
  }

  /** One round. */
  private void secondly(Executor slow) {
    try {
      Optional<DiskSpace.Reading> reading = lookAtDisk();
      if (reading.isPresent() && isTime(reading.get()) && retaining.compareAndSet(false, true)) {
        untilRetention.set(RETENTION_EVERY);
        slow.execute(() -> retainOnce(reading.get()));
      }
    } catch (RejectedExecutionException e) {
      // closing
    } catch (RuntimeException | Error e) {
      // the next round may go better; none would follow if this one threw
      log.warn("house-keeping of recordings failed", e);
    }
  }

  private void retainOnce(DiskSpace.Reading reading) {
    try {
      failing = !retain(reading);
    } catch (RuntimeException | Error e) {
      failing = true;
      log.warn("deleting recordings failed", e);
    } finally {
      retaining.set(false);
    }
  }

  /** What failed is not tried each second. */
  private boolean isTime(DiskSpace.Reading reading) {
    return untilRetention.decrementAndGet() <= 0 || (loaded && plan.urgent(reading) && !failing);
  }

  private Optional<DiskSpace.Reading> lookAtDisk() {
    try {
      DiskSpace.Reading reading = disk.read();
      blind = false;
      lastReading = Optional.of(reading);
      guard.onReading(reading).ifPresent(this::tell);
      return Optional.of(reading);
    } catch (IOException e) {
      lastReading = Optional.empty();
      if (!blind) {
        log.warn("cannot tell how much is free on the disk of recordings: {}", e.toString());
        blind = true;
      }
      return Optional.empty();
    }
  }

  void onDiskRefusal(String detail) {
    guard.onRefusal(detail).ifPresent(this::tell);
  }

  private void tell(RecorderEvent event) {
    if (event instanceof DiskAlarm alarm) {
      log.error(
          "the disk of recordings is full, recordings end: {} freeBytes={} neededBytes={}",
          alarm.detail(),
          alarm.freeBytes(),
          alarm.neededBytes());
    } else {
      log.info("the disk of recordings has room again");
    }
    observer.onEvent(event);
  }

  /** False when something could not be deleted. */
  private boolean retain(DiskSpace.Reading reading) {
    List<RecordingSummary> recordings = index.oldestFirst().stream().map(Entry::summary).toList();
    for (RetentionPlan.Removal removal :
        plan.decide(recordings, timeOfRecordings(), reading.freeBytes())) {
      try {
        switch (removal.scope()) {
          case EVERYTHING -> {
            var unused = deletion.everything(removal.recording(), removal.reason());
          }
          case LOCAL_FILES -> deletion.localFiles(removal.recording(), removal.reason());
        }
      } catch (IOException e) {
        log.warn("cannot delete recording={}: {}", removal.recording(), e.toString());
        return false;
      }
    }
    return true;
  }

  private Instant timeOfRecordings() {
    Instant wall = clock.instant();
    boolean doubted = age.doubts();
    Instant now = age.now(wall, nanoClock.getAsLong());
    if (age.doubts() && !doubted && byAge) {
      log.warn(
          "the machine's clock says {}, but by the recordings it is {}: none is deleted for its age"
              + " by that clock before it has gone on from there for {} hours",
          wall,
          now,
          RetentionClock.CONFIRMATION.toHours());
    } else if (doubted && !age.doubts() && byAge) {
      log.info("recordings grow old by the machine's clock again, which says {}", wall);
    }
    directory.used(now);
    return now;
  }
}
