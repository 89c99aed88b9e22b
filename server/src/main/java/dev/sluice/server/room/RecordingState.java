package dev.sluice.server.room;

/** Whether a room is recorded. */
public enum RecordingState {
  OFF,
  RECORDING,
  /** A recording goes on, but nothing is written. */
  PAUSED
}
