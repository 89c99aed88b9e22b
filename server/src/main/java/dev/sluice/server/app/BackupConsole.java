package dev.sluice.server.app;

import dev.sluice.recorder.backup.Pruning;
import dev.sluice.recorder.backup.RestoreResult;
import dev.sluice.recorder.backup.Transfer;
import dev.sluice.recorder.backup.Transfer.Progress;
import dev.sluice.server.config.ConfigException;
import dev.sluice.server.config.StateConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the commands that make and use backups say, and how they read what they are told. */
final class BackupConsole {

  /** The exit code when it is done, and something was not as it should be. */
  static final int PROBLEMS = 1;

  /** The exit code when another program has the lock, as sysexits.h has it: try again later. */
  static final int BUSY = 75;

  private static final int SHOWN_PROBLEMS = 20;
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([hd])");

  private final PrintWriter out;

  BackupConsole(PrintWriter out) {
    this.out = out;
  }

  /**
   * Counts what is moved, and says so every few seconds.
   *
   * @param what it is that is moved
   * @param bytesPerSecond at most; 0 for no limit
   */
  Transfer transfer(String what, long bytesPerSecond) {
    return new Transfer(
        bytesPerSecond,
        System::nanoTime,
        BackupConsole::pause,
        progress -> say(what + " " + text(progress)));
  }

  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static String text(Progress progress) {
    String recordings =
        progress.total() == 0
            ? ""
            : "%d of %d recordings, ".formatted(progress.done(), progress.total());
    return recordings + amount(progress);
  }

  /** What was read, what of it was written, and how fast. */
  static String amount(Progress progress) {
    double seconds = Math.max(1, progress.elapsed().toMillis()) / 1000.0;
    return String.format(
        Locale.ROOT,
        "%s read, %s written, %.1f s, %.0f MB/s",
        RecordingTrials.size(progress.bytes()),
        RecordingTrials.size(progress.copied()),
        seconds,
        progress.bytes() / seconds / 1e6);
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  /** The first of them, and how many more there are. */
  void problems(List<String> problems) {
    problems.stream().limit(SHOWN_PROBLEMS).forEach(problem -> say("PROBLEM: " + problem));
    if (problems.size() > SHOWN_PROBLEMS) {
      say("PROBLEM: and %d more".formatted(problems.size() - SHOWN_PROBLEMS));
    }
  }

  void forgotten(Pruning.Result result) {
    say(
        "%d backups are forgotten, %d are kept; %s are free again"
            .formatted(
                result.forgotten().size(), result.kept(), RecordingTrials.size(result.bytes())));
  }

  /** What came of a restore, and what becomes of it next. */
  void restored(RestoreResult result, StateConfig config, Progress progress) {
    problems(result.problems());
    result.notes().forEach(this::say);
    config.retention().maxAge().ifPresent(age -> sayWhatIsOld(result, age));
    say(
        "%d recordings are restored, %d were there already; %s"
            .formatted(result.restored().size(), result.alreadyThere(), amount(progress)));
  }

  private void sayWhatIsOld(RestoreResult result, Duration age) {
    Instant oldest = InstantSource.system().instant().minus(age);
    long old =
        result.restored().stream()
            .filter(id -> id.began().map(oldest::isAfter).orElse(false))
            .count();
    if (old > 0) {
      say(
          "%d of them are older than RECORD_MAX_AGE_DAYS=%d, and are deleted when --keep is over"
              .formatted(old, age.toDays()));
    }
  }

  /** {@code 50M}. */
  static long bytes(String option, String text) {
    try {
      return StateConfig.bytes(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          option + " must be bytes, or a number with K, M, G or T as in 50M, but it is not.", e);
    }
  }

  /** {@code 36h} or {@code 30d}. */
  static Duration duration(String option, String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new ConfigException(option + " must be a time such as 36h or 30d, but it is not.");
    }
    long count = Long.parseLong(parts.group(1));
    return parts.group(2).equals("h") ? Duration.ofHours(count) : Duration.ofDays(count);
  }

  /** RFC 3339. */
  static Optional<Instant> time(String option, String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw new ConfigException(
          option + " must be a time such as 2026-11-26T09:00:00Z, but it is not.", e);
    }
  }
}
