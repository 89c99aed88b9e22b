package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The participant's own media path as the server sees it. */
public enum TransportState {
  CONNECTED,
  INTERRUPTED,
  FAILED;

  /** The state on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
