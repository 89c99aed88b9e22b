package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How the tracks of a recording are put into files. */
public enum RecordingMode {
  /** A participant's sound and picture share a file. */
  PARTICIPANT,
  /** Each track has files of its own. */
  TRACK;

  /** The mode on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
