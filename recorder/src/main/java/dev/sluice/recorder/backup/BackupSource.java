package dev.sluice.recorder.backup;

import java.nio.file.Path;
import java.util.List;

/**
 * What a server keeps.
 *
 * @param recordings its recordings' directory, which need not be there
 * @param state files it keeps besides; one that is not there is left out
 */
public record BackupSource(Path recordings, List<StateFile> state) {

  /** The largest state file that is taken; logs are put aside before they are so large. */
  public static final long MAX_STATE_BYTES = 1L << 30;

  /**
   * A file that a server keeps besides recordings.
   *
   * @param name what it is called in a snapshot: {@code deny-list}, {@code audit-log}, {@code
   *     audit-log.2026-11-26.0}
   */
  public record StateFile(String name, Path path) {}

  public BackupSource {
    state = List.copyOf(state);
  }
}
