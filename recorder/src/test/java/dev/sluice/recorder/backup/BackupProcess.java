package dev.sluice.recorder.backup;

import dev.sluice.recorder.backup.Backup.Reading;
import dev.sluice.recorder.backup.RestoreOptions.Existing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Backs up or restores in a process of its own, and stops in the middle, to be killed. */
final class BackupProcess {

  private BackupProcess() {}

  /**
   * Starts one.
   *
   * @param what {@code backup} or {@code restore} is to be done
   * @param stopAfter so many bytes it does nothing any more, as long as the caller lives
   */
  static Process start(String what, Path records, Path folder, long stopAfter) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                BackupProcess.class.getName(),
                what,
                records.toString(),
                folder.toString(),
                String.valueOf(stopAfter)))
        .redirectOutput(Redirect.INHERIT)
        .redirectError(Redirect.INHERIT)
        .start();
  }

  private static void stopAfterASecond(long early) {
    if (early < TimeUnit.SECONDS.toNanos(1)) {
      return;
    }
    try {
      // returns when who started it is gone
      int nothing = System.in.read();
      throw new IllegalStateException("it was not killed: " + nothing);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Path records = Path.of(arguments[1]);
    // by a clock that stands still, it is a second early when it has read what it may
    Transfer transfer =
        new Transfer(
            Long.parseLong(arguments[3]), () -> 0, BackupProcess::stopAfterASecond, told -> {});
    try (FolderTarget target = FolderTarget.open(Path.of(arguments[2]))) {
      if (arguments[0].equals("backup")) {
        Backup.run(
            new BackupSource(records, List.of()),
            target,
            Reading.WHAT_CHANGED,
            transfer,
            InstantSource.system());
      } else {
        Restore.run(
            target,
            Snapshots.read(target, Snapshots.latest(target)),
            new RestoreOptions(
                records, Selection.ALL, Existing.LEAVE, Duration.ofDays(1), List.of()),
            transfer,
            InstantSource.system());
      }
    }
  }
}
