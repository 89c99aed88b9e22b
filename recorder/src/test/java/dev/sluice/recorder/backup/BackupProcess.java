package dev.sluice.recorder.backup;

import dev.sluice.recorder.backup.Backup.Reading;
import dev.sluice.recorder.backup.RestoreOptions.Existing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Backs up or restores in a process of its own, slowly, so that it can be killed. */
final class BackupProcess {

  private BackupProcess() {}

  /**
   * Starts one.
   *
   * @param what {@code backup} or {@code restore} is to be done
   * @param bytesPerSecond at which it goes
   */
  static Process start(String what, Path records, Path folder, long bytesPerSecond)
      throws IOException {
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
                String.valueOf(bytesPerSecond)))
        .inheritIO()
        .start();
  }

  public static void main(String[] arguments) throws Exception {
    Path records = Path.of(arguments[1]);
    Transfer transfer =
        new Transfer(
            Long.parseLong(arguments[3]), System::nanoTime, LockSupport::parkNanos, told -> {});
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
