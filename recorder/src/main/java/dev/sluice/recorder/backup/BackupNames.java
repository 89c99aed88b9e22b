package dev.sluice.recorder.backup;

import dev.sluice.recorder.upload.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What things are called in a target, with slashes, and what its mark and checksums say. */
final class BackupNames {

  static final String MARK = "sluice-backup.txt";
  static final String MARK_TEXT = "Backups of Sluice, version 1\n";
  static final String CHUNKS = "chunks/";
  static final String SNAPSHOTS = "snapshots/";

  /** A longer checksum is none. */
  static final int SUM_BYTES = 1 << 10;

  private static final String JSON = ".json";
  private static final String SUM = ".sha256";

  private BackupNames() {}

  /** {@code chunks/3f/}. */
  static String shard(String sha256) {
    return CHUNKS + sha256.substring(0, 2) + "/";
  }

  static String chunk(String sha256) {
    return shard(sha256) + sha256;
  }

  static String document(SnapshotId id) {
    return SNAPSHOTS + id + JSON;
  }

  static String sum(SnapshotId id) {
    return document(id) + SUM;
  }

  /** Which snapshot a file among them is, by its name alone; empty for a checksum and others. */
  static Optional<SnapshotId> snapshot(String file) {
    String id = file.endsWith(JSON) ? file.substring(0, file.length() - JSON.length()) : "";
    return Optional.of(id).filter(SnapshotId::isValid).map(SnapshotId::new);
  }

  /** As {@code sha256sum} reads it. */
  static byte[] sumLine(SnapshotId id, byte[] document) {
    String line = Digests.of(document).sha256() + "  " + id + JSON + "\n";
    return line.getBytes(StandardCharsets.UTF_8);
  }

  static void requireSum(SnapshotId id, byte[] document, byte[] sum) throws BackupException {
    if (!Arrays.equals(sum, sumLine(id, document))) {
      throw new BackupException("snapshot " + id + " is damaged: its checksum differs");
    }
  }

  static BackupException missing(SnapshotId id, Throwable cause) {
    return new BackupException("snapshot " + id + " is not there, or without its checksum", cause);
  }
}
