package dev.sluice.server.room;

import java.util.Locale;

/** How a join ended. The words are labels of metrics and never change. */
public enum JoinOutcome {
  /** Media could flow. */
  CONNECTED,
  /** Its token does not open the room, or it has none. */
  UNAUTHORIZED,
  /** The request cannot be understood, whatever it offers. */
  BAD_REQUEST,
  /** The offer cannot be read or answered. */
  BAD_SDP,
  /** The room, or the server, would not take it in. */
  REFUSED,
  /** It was sent to another server. */
  REDIRECTED,
  /** No ICE connectivity check validated a path. */
  ICE_FAILED,
  /** There was a path, but no DTLS handshake that succeeded. */
  DTLS_FAILED,
  /** Neither failed, but they were not done in time. */
  NEVER_CONNECTED,
  /** It went away, or was removed, before its media could flow. */
  ABANDONED,
  /** A fault of ours. */
  FAULT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** For metrics and traces: the lower-case constant. */
  public String word() {
    return word;
  }
}
