package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingRefusal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Lets recordings begin, or not, and names them. Thread-safe. */
final class Admissions {

  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int ID_RANDOM_BOUND = 1 << 24;

  private final int maxRecordings;
  private final InstantSource wallClock;
  private final RandomGenerator random;
  private final BooleanSupplier diskFull;
  private final AtomicInteger recordings = new AtomicInteger();
  private volatile boolean closing;

  /**
   * @param random thread-safe
   */
  Admissions(
      int maxRecordings,
      InstantSource wallClock,
      RandomGenerator random,
      BooleanSupplier diskFull) {
    this.maxRecordings = maxRecordings;
    this.wallClock = wallClock;
    this.random = random;
    this.diskFull = diskFull;
  }

  /**
   * One more recording goes on, until {@link #onEnded}.
   *
   * @return when it begins
   */
  Instant admit() throws RecordingRefusal {
    if (closing) {
      throw new RecordingRefusal(RecordingRefusal.Reason.CLOSING, "the recorder is closing");
    }
    if (diskFull.getAsBoolean()) {
      throw new RecordingRefusal(
          RecordingRefusal.Reason.DISK_FULL, "too little space is left for recordings");
    }
    if (recordings.incrementAndGet() > maxRecordings) {
      recordings.decrementAndGet();
      throw new RecordingRefusal(
          RecordingRefusal.Reason.TOO_MANY,
          maxRecordings + " recordings are going on, which is the limit");
    }
    return wallClock.instant();
  }

  /** A recording is over. */
  void onEnded() {
    recordings.decrementAndGet();
  }

  RecordingId newId(Instant start) {
    return new RecordingId(
        "%s-%06x".formatted(ID_TIME.format(start), random.nextInt(ID_RANDOM_BOUND)));
  }

  void close() {
    closing = true;
  }
}
