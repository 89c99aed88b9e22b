package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordedTrack.Source;

/** What people call sources; parts of file names, too. */
final class RecordedNames {

  private RecordedNames() {}

  static String of(Source source) {
    return switch (source) {
      case CAMERA -> "camera";
      case MICROPHONE -> "microphone";
      case SCREEN -> "screen";
      case SCREEN_AUDIO -> "screen-audio";
    };
  }

  /** Who a participant is, to people. */
  static String who(RecordedTrack track) {
    return track.participantName().isBlank() ? track.participant() : track.participantName();
  }
}
