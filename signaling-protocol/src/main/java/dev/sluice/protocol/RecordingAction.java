package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a client can ask of the room's recording. */
public enum RecordingAction {
  /** Begins a recording; one that is paused goes on. */
  START,
  STOP,
  PAUSE,
  RESUME;

  /** The action on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
