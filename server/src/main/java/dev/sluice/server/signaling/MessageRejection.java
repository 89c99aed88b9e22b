package dev.sluice.server.signaling;

import java.util.Locale;

/** Why something that came over a WebSocket was not taken. A metric's label. */
public enum MessageRejection {
  /** More messages or bytes than one connection may send. */
  RATE_LIMITED,
  /** More bytes of offers than one client may send. */
  OFFERS_LIMITED,
  /** No JSON of this protocol. */
  MALFORMED,
  /** Longer than any message may be. */
  TOO_LONG,
  INVALID_UTF8,
  /** No WebSocket frame, or none that may come here. */
  PROTOCOL_ERROR,
  /** More frames, pings among them, than anybody needs. */
  FRAME_FLOOD,
  /** The client did not read what it was sent, and was closed. */
  SLOW_READER;

  /** The reason in a metric. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
