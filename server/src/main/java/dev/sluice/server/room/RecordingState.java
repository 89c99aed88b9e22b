package dev.sluice.server.room;

import java.util.Locale;

/** Whether a room is recorded. */
public enum RecordingState {
  OFF,
  RECORDING,
  /** A recording goes on, but nothing is written. */
  PAUSED;

  /** The state on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
