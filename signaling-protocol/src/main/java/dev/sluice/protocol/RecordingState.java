package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a room is recorded. */
public enum RecordingState {
  OFF,
  RECORDING,
  /** A recording goes on, but nothing is written. */
  PAUSED;

  /** The state on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
