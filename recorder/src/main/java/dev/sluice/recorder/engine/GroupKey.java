package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordedTrack.Source;
import dev.sluice.recorder.RecordingMode;

/**
 * Which tracks share files.
 *
 * @param scene the source that stands for all of them
 * @param place tells apart several of the same participant, from 0
 */
record GroupKey(String participant, Source scene, int place) {

  static GroupKey of(RecordedTrack track, RecordingMode mode) {
    return new GroupKey(track.participant(), scene(track.source(), mode), 0);
  }

  private static Source scene(Source source, RecordingMode mode) {
    return switch (mode) {
      case PER_TRACK -> source;
      case PER_PARTICIPANT ->
          switch (source) {
            case CAMERA, MICROPHONE -> Source.CAMERA;
            case SCREEN, SCREEN_AUDIO -> Source.SCREEN;
          };
    };
  }

  GroupKey next() {
    return new GroupKey(participant, scene, place + 1);
  }

  /** Whose file names are numbered together. */
  String owner() {
    return place == 0 ? participant : participant + "/" + place;
  }
}
