package dev.sluice.recorder.backup;

import dev.sluice.recorder.library.DirectoryIdentity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a server had at one time. A file that grew meanwhile is there as far as it had grown.
 *
 * @param directory the {@link DirectoryIdentity} of where recordings were; none when they had none,
 *     or were backed up by an earlier version
 * @param files sorted by path
 * @param problems sentences on what was not as it should be
 */
public record Snapshot(
    SnapshotId id, Optional<String> directory, List<SnapshotFile> files, List<String> problems) {

  /** Of the form of the JSON; a reader refuses a later one. */
  static final int VERSION = 1;

  /**
   * Files are cut into pieces of this length, so that of one that grows, or that got its index at
   * the end, only what is new is copied; also the memory that a run takes.
   */
  static final int CHUNK_BYTES = 16 << 20;

  /** More files are in no snapshot. */
  static final int MAX_FILES = 5_000_000;

  static final int MAX_PROBLEMS = 1_000;

  public Snapshot {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
    if (!directory.map(DirectoryIdentity::isValid).orElse(true)) {
      throw new IllegalArgumentException("not the identity of a directory");
    }
    Set<String> names = new HashSet<>();
    for (SnapshotFile file : files) {
      if (!names.add(file.path().text())) {
        throw new IllegalArgumentException("two files are called " + file.path().text());
      }
    }
  }

  /** The bytes of all files. */
  public long bytes() {
    return files.stream().mapToLong(SnapshotFile::bytes).sum();
  }

  /** How many files there are. */
  public int fileCount() {
    return files.size();
  }

  boolean hasRecordings() {
    return files.stream().anyMatch(file -> file.path() instanceof SnapshotPath.Recorded);
  }

  /** How many recordings there are. */
  public long recordings() {
    return files.stream()
        .map(SnapshotFile::path)
        .filter(SnapshotPath.Recorded.class::isInstance)
        .map(path -> ((SnapshotPath.Recorded) path).id())
        .distinct()
        .count();
  }
}
