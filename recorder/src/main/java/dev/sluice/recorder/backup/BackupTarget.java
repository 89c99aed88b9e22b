package dev.sluice.recorder.backup;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where backups are: chunks by their SHA-256, and the documents of snapshots. What was put is there
 * for good once {@link #putSnapshot} has returned; a run that died before left chunks at most. Used
 * by one thread and, by a lock, by one process that writes. A target that is away as a whole says
 * so by an {@link AwayException}, and is not asked on.
 */
public interface BackupTarget extends AutoCloseable {

  /** For people. */
  String name();

  /** Whether a whole chunk of this sum and length is there. Does not read it. */
  boolean has(String sha256, int bytes) throws IOException;

  /**
   * Puts a chunk.
   *
   * @param length of it in {@code data}, from the first byte on
   */
  void put(String sha256, byte[] data, int length) throws IOException;

  /**
   * Reads a chunk, which nobody has looked at since it was put.
   *
   * @param bytes how long it must be
   * @return empty when it is not there, or not so long
   */
  Optional<byte[]> get(String sha256, int bytes) throws IOException;

  /** All snapshots, the oldest first. */
  List<SnapshotId> snapshots() throws IOException;

  /**
   * Reads the document of a snapshot.
   *
   * @throws BackupException when it is not there, or not what was put
   */
  byte[] snapshot(SnapshotId id) throws IOException, BackupException;

  /** Puts the document of a snapshot; all chunks it needs were put before. */
  void putSnapshot(SnapshotId id, byte[] document) throws IOException;

  void deleteSnapshot(SnapshotId id) throws IOException;

  /** Deletes all chunks that are not wanted. */
  Swept sweep(Predicate<String> wanted) throws IOException;

  @Override
  void close();

  /** What was deleted. */
  record Swept(long chunks, long bytes) {}
}
