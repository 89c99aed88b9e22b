package dev.sluice.recorder;

/** How the tracks of a recording are put into files. */
public enum RecordingMode {
  /** Each track has files of its own. */
  PER_TRACK,
  /**
   * What belongs together is together: a participant's camera and microphone in one file, its
   * screen and the screen's sound in another.
   */
  PER_PARTICIPANT
}
