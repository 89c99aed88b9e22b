package dev.sluice.recorder.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the snapshot before had: what has not changed since need not be read again. */
final class Former {

  /** Within this time a file may change twice, and look as if it had done so once. */
  private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2);

  static final Former NONE = new Former(Map.of(), Instant.MIN, Optional.empty());

  private final Map<String, SnapshotFile> files;
  private final Instant trusted;
  private final Optional<String> directory;

  private Former(Map<String, SnapshotFile> files, Instant trusted, Optional<String> directory) {
    this.files = files;
    this.trusted = trusted;
    this.directory = directory;
  }

  static Former of(Snapshot snapshot) {
    Map<String, SnapshotFile> files = new HashMap<>();
    snapshot.files().forEach(file -> files.put(file.path().text(), file));
    return new Former(files, snapshot.id().time().minus(CLOCK_GRAIN), snapshot.directory());
  }

  /** The identity of where recordings were. */
  Optional<String> directory() {
    return directory;
  }

  Optional<SnapshotFile> file(SnapshotPath path) {
    return Optional.ofNullable(files.get(path.text()));
  }

  /** The file as it was, when it must still be so by its length and its time. */
  Optional<SnapshotFile> unchanged(SnapshotPath path, long bytes, Instant modified) {
    return file(path)
        .filter(file -> file.bytes() == bytes && file.modified().equals(modified))
        .filter(file -> modified.isBefore(trusted));
  }
}
