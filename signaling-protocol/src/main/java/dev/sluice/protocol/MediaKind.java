package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The two kinds of m-section that carry tracks. */
public enum MediaKind {
  AUDIO,
  VIDEO;

  /** The kind on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
