package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a track shows, in the publisher's words. */
public enum TrackSource {
  MICROPHONE,
  CAMERA,
  SCREEN,
  SCREEN_AUDIO,
  OTHER;

  /** The source on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
