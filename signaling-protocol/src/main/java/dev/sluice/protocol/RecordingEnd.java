package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a recording ended. Wire names never change; new ones may be added. */
public enum RecordingEnd {
  /** Somebody with the right to do so stopped it. */
  REQUESTED,
  /** Nobody had published anything for a while. */
  ROOM_ENDED,
  /** The server stops. */
  SHUTDOWN,
  DISK_FULL,
  DISK_ERROR,
  /** A fault of the server. */
  FAULT;

  /** The reason on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
