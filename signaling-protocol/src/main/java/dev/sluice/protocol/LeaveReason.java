package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a participant is no longer in the room. */
public enum LeaveReason {
  /** It said so. */
  LEFT,
  /** Its signaling fell and did not come back within the grace time. */
  SIGNALING_LOST,
  /** Neither media nor signaling was heard from it. */
  MEDIA_LOST,
  /** The same identity joined again. */
  REPLACED,
  /** Removed by an operator. */
  KICKED,
  /** The token it came with was revoked. */
  TOKEN_REVOKED,
  /** The token it came with ended, and the server wants one that is good all the time. */
  TOKEN_EXPIRED,
  /** The room was closed. */
  ROOM_CLOSED,
  /** The server is going away. */
  SERVER_SHUTDOWN;

  /** The reason on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
