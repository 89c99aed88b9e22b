package dev.sluice.recorder.backup;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file as a snapshot has it.
 *
 * @param modified when it was written last
 * @param sha256 of all of it, in lower-case hexadecimal
 * @param chunks SHA-256 of each chunk, in their order; all are of {@link Snapshot#CHUNK_BYTES} but
 *     for the last; none for an empty file
 */
record SnapshotFile(
    SnapshotPath path, long bytes, Instant modified, String sha256, List<String> chunks) {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  SnapshotFile {
    chunks = List.copyOf(chunks);
    if (bytes < 0 || chunks.size() != chunks(bytes)) {
      throw new IllegalArgumentException("so many chunks do not make a file of " + bytes);
    }
    if (!isSha256(sha256) || !chunks.stream().allMatch(SnapshotFile::isSha256)) {
      throw new IllegalArgumentException("not a SHA-256");
    }
  }

  static boolean isSha256(String text) {
    return SHA256.matcher(text).matches();
  }

  private static long chunks(long bytes) {
    return bytes / Snapshot.CHUNK_BYTES + (bytes % Snapshot.CHUNK_BYTES == 0 ? 0 : 1);
  }

  /** How long a chunk is, by its place in {@link #chunks}. */
  int chunkBytes(int index) {
    long rest = bytes - (long) index * Snapshot.CHUNK_BYTES;
    return (int) Math.min(Snapshot.CHUNK_BYTES, rest);
  }
}
