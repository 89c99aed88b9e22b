package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is known of one recording. Immutable; what changes it makes another one.
 *
 * <p>The wall clock is read once, when the recording begins. Every other time is an offset from
 * there on the monotonic clock, so that a step of the wall clock moves no track against another.
 *
 * @param room its name as it was given, which need not be the name of its folder
 * @param startedBy who asked for it: a participant's id, {@code api} or {@code automatic}
 * @param stopReason empty while it is being recorded
 * @param start on the wall clock, in milliseconds
 * @param durationMillis from start to end; what is known of it while it is being recorded
 * @param files in the order in which they were begun, {@link #MAX_FILES} at most
 * @param keepUntil until then retention leaves it alone: it was restored from a backup; else empty
 */
public record Manifest(
    RecordingId id,
    String room,
    RecordingMode mode,
    String startedBy,
    State state,
    Optional<StopReason> stopReason,
    Instant start,
    long durationMillis,
    List<ManifestFile> files,
    Optional<Instant> keepUntil) {

  /** Of the form of the JSON; a reader refuses a later one. */
  public static final int VERSION = 1;

  /** How many files a recording may have. */
  public static final int MAX_FILES = 10_000;

  /** How far a recording is. */
  public enum State {
    /** It goes on, or the server died while it did. */
    RECORDING,
    /** It was ended in order. */
    FINISHED,
    /** The server died during it; what was on the disk was made whole. */
    INTERRUPTED
  }

  /** Longer than anything that is recorded; keeps sums of times within their range. */
  static final long MAX_MILLIS = Duration.ofDays(100 * 366).toMillis();

  private static final Instant LAST_START = Instant.parse("9000-01-01T00:00:00Z");

  public Manifest {
    files = List.copyOf(files);
    if (start.isBefore(Instant.EPOCH) || start.isAfter(LAST_START)) {
      throw new IllegalArgumentException("no recording began then");
    }
    start = Instant.ofEpochMilli(start.toEpochMilli());
    keepUntil = keepUntil.map(time -> Instant.ofEpochMilli(time.toEpochMilli()));
    if (files.size() > MAX_FILES) {
      throw new IllegalArgumentException("more than " + MAX_FILES + " files");
    }
    if (durationMillis < 0 || durationMillis > MAX_MILLIS) {
      throw new IllegalArgumentException("the duration is out of range");
    }
  }

  /** A recording that begins. */
  public static Manifest begin(
      RecordingId id, String room, RecordingMode mode, String startedBy, Instant start) {
    return new Manifest(
        id,
        room,
        mode,
        startedBy,
        State.RECORDING,
        Optional.empty(),
        start,
        0,
        List.of(),
        Optional.empty());
  }

  /** When it ended; while it is being recorded, as far as it is known to have gone. */
  public Instant end() {
    return start.plus(Duration.ofMillis(durationMillis));
  }

  public Optional<ManifestFile> file(String name) {
    return files.stream().filter(file -> file.name().equals(name)).findFirst();
  }

  /** The bytes of all files, wherever they are. */
  public long bytes() {
    return files.stream().mapToLong(ManifestFile::bytes).sum();
  }

  /** The same with {@code file} in the place of the one of its name, or at the end. */
  public Manifest withFile(ManifestFile file) {
    List<ManifestFile> changed = new ArrayList<>(files);
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i).name().equals(file.name())) {
        changed.set(i, file);
        return withFiles(changed);
      }
    }
    changed.add(file);
    return withFiles(changed);
  }

  /** The same with one file changed; itself when there is none of that name. */
  public Manifest changingFile(String name, UnaryOperator<ManifestFile> change) {
    return file(name).map(file -> withFile(change.apply(file))).orElse(this);
  }

  public Manifest withFiles(List<ManifestFile> others) {
    return copy(state, stopReason, durationMillis, others, keepUntil);
  }

  /** The same with what is known of its length so far. */
  public Manifest withDurationMillis(long millis) {
    return copy(state, stopReason, millis, files, keepUntil);
  }

  /** The same, ended. */
  public Manifest ended(State how, StopReason reason, long millis) {
    return copy(how, Optional.of(reason), millis, files, keepUntil);
  }

  /** The same, which retention leaves alone until {@code time}. */
  public Manifest keptUntil(Instant time) {
    return copy(state, stopReason, durationMillis, files, Optional.of(time));
  }

  private Manifest copy(
      State newState,
      Optional<StopReason> newReason,
      long millis,
      List<ManifestFile> newFiles,
      Optional<Instant> kept) {
    return new Manifest(
        id, room, mode, startedBy, newState, newReason, start, millis, newFiles, kept);
  }
}
