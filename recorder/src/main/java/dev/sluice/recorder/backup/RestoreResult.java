package dev.sluice.recorder.backup;

import dev.sluice.recorder.RecordingId;
import java.util.List;

/**
 * What came of a restore.
 *
 * @param restored recordings that were brought back
 * @param alreadyThere recordings that were there as they should be
 * @param problems sentences on what was not brought back, and why
 * @param notes sentences on what else is to be known
 */
public record RestoreResult(
    List<RecordingId> restored, int alreadyThere, List<String> problems, List<String> notes) {

  public RestoreResult {
    restored = List.copyOf(restored);
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }
}
