package dev.sluice.server.room;

import java.util.Locale;

/** Why a participant is no longer in the room. The wire name is the lower-case constant. */
public enum LeaveReason {
  /** It said so. */
  LEFT,
  /** Its signaling fell and did not come back within the grace time. */
  SIGNALING_LOST,
  /** No authenticated packet for the liveness time and no signaling. */
  MEDIA_LOST,
  /** The same identity joined again. */
  REPLACED,
  /** Removed by an operator. */
  KICKED,
  /** The room was closed. */
  ROOM_CLOSED,
  /** The server is going away. */
  SERVER_SHUTDOWN;

  /** The reason on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
