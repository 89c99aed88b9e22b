package dev.sluice.server.app;

import dev.sluice.recorder.backup.Snapshot;
import dev.sluice.recorder.backup.Transfer.Progress;
import dev.sluice.recorder.library.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What a backup that was made looks like to Prometheus: a file for node_exporter's textfile
 * collector. A run that fails leaves the file as it is, and the time in it grows old.
 */
final class BackupMetrics {

  private BackupMetrics() {}

  static void write(Path file, Snapshot snapshot, int snapshots, Progress progress, Instant now)
      throws IOException {
    StringBuilder text = new StringBuilder();
    gauge(
        text,
        "last_success_timestamp_seconds",
        "When the last backup was made",
        now.getEpochSecond());
    gauge(
        text,
        "snapshot_timestamp_seconds",
        "When the last backup was begun: what is newer is not in it",
        now.minus(progress.elapsed()).getEpochSecond());
    gauge(
        text,
        "problems",
        "What was not as it should be in the last backup",
        snapshot.problems().size());
    gauge(
        text,
        "duration_seconds",
        "How long the last backup took",
        progress.elapsed().toMillis() / 1000.0);
    gauge(text, "recordings", "Recordings in the last backup", snapshot.recordings());
    gauge(text, "files", "Files in the last backup", snapshot.fileCount());
    gauge(text, "bytes", "Bytes of all files in the last backup", snapshot.bytes());
    gauge(text, "copied_bytes", "Bytes that the last backup had to write", progress.copied());
    gauge(text, "snapshots", "Backups that can be restored", snapshots);
    // who reads it is another user, and the backups' umask lets nobody read
    AtomicFile.writeForAll(
        file.toAbsolutePath().normalize(), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void gauge(StringBuilder text, String name, String help, Number value) {
    String metric = "sluice_backup_" + name;
    text.append("# HELP ").append(metric).append(' ').append(help).append(".\n");
    text.append("# TYPE ").append(metric).append(" gauge\n");
    text.append(metric).append(' ').append(value).append('\n');
  }
}
