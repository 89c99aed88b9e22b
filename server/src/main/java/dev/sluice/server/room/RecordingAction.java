package dev.sluice.server.room;

/** What can be asked of a room's recording. What is so already changes nothing, and is no error. */
public enum RecordingAction {
  /** Begins a recording; one that is paused goes on. */
  START,
  STOP,
  PAUSE,
  RESUME
}
