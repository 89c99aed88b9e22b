package dev.sluice.recorder.backup;

import dev.sluice.recorder.backup.BackupSource.StateFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is brought back, and where to.
 *
 * @param directory of recordings; made when it is not there
 * @param existing what becomes of recordings that are there and are not what the snapshot has
 * @param keep for how long retention leaves alone what was restored
 * @param state where state files belong; they are restored with {@link Selection#ALL} only, and
 *     where none is
 */
public record RestoreOptions(
    Path directory, Selection selection, Existing existing, Duration keep, List<StateFile> state) {

  /** What becomes of a recording that is in the way. */
  public enum Existing {
    LEAVE,
    /** Put aside, into {@code .replaced}. */
    REPLACE
  }

  public RestoreOptions {
    state = List.copyOf(state);
  }
}
