package dev.sluice.recorder.library;

import java.util.List;

/**
 * Recordings that were asked for, the newest first.
 *
 * @param more whether there are others after the last of these
 */
public record RecordingPage(List<RecordingSummary> recordings, boolean more) {

  public RecordingPage {
    recordings = List.copyOf(recordings);
  }
}
