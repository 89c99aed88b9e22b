package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.UploadFailure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows from failures: who waits how long, what is given up, and what people hear of it.
 * Guarded by the queue's lock.
 */
final class UploadFailures {

  private static final Logger log = LoggerFactory.getLogger(UploadFailures.class);

  private final RetryPolicy policy;
  private final UploadSchedule schedule;
  private final StoreCircuit circuit;
  private final UploadClock clock;
  private final RandomGenerator random;
  private final Map<UploadFailure, Long> counts = new EnumMap<>(UploadFailure.class);

  UploadFailures(
      RetryPolicy policy,
      UploadSchedule schedule,
      StoreCircuit circuit,
      UploadClock clock,
      RandomGenerator random) {
    this.policy = policy;
    this.schedule = schedule;
    this.circuit = circuit;
    this.clock = clock;
    this.random = random;
  }

  /** How many there were of each kind. */
  Map<UploadFailure, Long> counts() {
    return counts;
  }

  /**
   * A request failed.
   *
   * @param mark the circuit's, of when it was made
   * @return what people should hear of it
   */
  Optional<RecorderEvent> ofStore(UploadTask task, long mark, StoreException e) {
    if (e.failure() == UploadFailure.UNTRUE) {
      circuit.undecided(mark);
      task.doubt();
      return untrue(task, e.getMessage());
    }
    long now = clock.nanoTime();
    count(e.failure());
    if (!circuit.failed(mark, e.failure(), now)) {
      return Optional.empty();
    }
    backOff(task, e.failure(), now);
    if (!circuit.isNews()) {
      return Optional.empty();
    }
    Optional<RecorderEvent> event = event(task, e.failure(), e.getMessage(), circuit.failures());
    if (event.isPresent()) {
      circuit.told();
    } else {
      log.warn("uploads wait: {}", e.getMessage());
    }
    return event;
  }

  /** The store has not got what it took: again, but not for ever. */
  Optional<RecorderEvent> untrue(UploadTask task, String what) {
    long now = clock.nanoTime();
    task.untrue++;
    count(UploadFailure.UNTRUE);
    circuit.untrue(now);
    backOff(task, UploadFailure.UNTRUE, now);
    if (task.untrue >= policy.mostUntrue()) {
      schedule.park(task);
      log.warn("{} is given up until the next start: {}", name(task), what);
    }
    return event(task, UploadFailure.UNTRUE, what, task.untrue);
  }

  /** A local file cannot be read, the library cannot note something, or this is a fault of ours. */
  void here(UploadTask task, long mark, Throwable e) {
    circuit.undecided(mark);
    if (e instanceof NoSuchFileException) {
      task.vanished();
      log.warn("{} is gone before it was uploaded", name(task));
      return;
    }
    backOff(task, UploadFailure.TRANSIENT, clock.nanoTime());
    if (e instanceof IOException) {
      log.warn("{}: {}", name(task), e.toString());
    } else {
      log.error("{}: a fault in the upload", name(task), e);
    }
  }

  private void backOff(UploadTask task, UploadFailure failure, long now) {
    long delay = policy.delayNanos(failure, task.failures + 1, random);
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
    counts.merge(failure, 1L, Long::sum);
  }

  private static String name(UploadTask task) {
    return task.subject()
        .map(subject -> subject.recording() + " " + subject.name())
        .orElse("the queue of uploads");
  }
}
