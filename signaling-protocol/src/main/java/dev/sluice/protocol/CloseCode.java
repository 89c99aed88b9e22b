package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why the server ends a connection. The first nine are those of {@link LeaveReason}. */
public enum CloseCode {
  LEFT,
  SIGNALING_LOST,
  MEDIA_LOST,
  REPLACED,
  KICKED,
  /** The token it came with was revoked. */
  TOKEN_REVOKED,
  /** The token it came with ended, and the server wants one that is good all the time. */
  TOKEN_EXPIRED,
  ROOM_CLOSED,
  SERVER_SHUTDOWN,
  /** No {@code join} arrived in time. */
  JOIN_TIMEOUT,
  /** The client broke the protocol too often. */
  PROTOCOL_ERROR,
  /** The client read too slowly to keep up with the room. */
  TOO_SLOW,
  /** A fault of the server; trying again may help. */
  INTERNAL_ERROR;

  /** The code on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
