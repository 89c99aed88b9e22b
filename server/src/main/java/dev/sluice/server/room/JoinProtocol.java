package dev.sluice.server.room;

import java.util.Locale;

/** How somebody asks to join. */
public enum JoinProtocol {
  WS,
  WHIP,
  WHEP;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** For metrics and traces. */
  public String word() {
    return word;
  }
}
