package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a client may be allowed to send. */
public enum Publishable {
  AUDIO,
  VIDEO,
  /** What is shown of a screen, and its sound. */
  SCREEN,
  /** Messages to others, and the room's metadata. */
  DATA;

  /** The word on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
