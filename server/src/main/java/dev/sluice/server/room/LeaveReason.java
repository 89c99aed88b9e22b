package dev.sluice.server.room;

import java.util.Locale;

/** Why a participant is no longer in the room. The wire name is the lower-case constant. */
public enum LeaveReason {
  /** It said so. */
  LEFT,
  /** Its signaling fell and did not come back within the grace time. */
  SIGNALING_LOST,
  /**
   * Its media fell, and it has no signaling connection that would keep it in the room: nothing came
   * for {@link RoomOptions#mediaGraceNanos} after that was noticed, or the transport failed.
   */
  MEDIA_LOST,
  /** ICE and DTLS were not up in time, and it has no signaling connection. */
  NEVER_CONNECTED,
  /** A viewer had nobody to watch for {@link RoomOptions#viewerGraceNanos}. */
  NO_PUBLISHER,
  /** The same identity joined again. */
  REPLACED,
  /** Removed by an operator. */
  KICKED,
  /** The token it came with was revoked. */
  TOKEN_REVOKED,
  /** The token it came with ended, where sessions end with their tokens. */
  TOKEN_EXPIRED,
  /** The room was closed. */
  ROOM_CLOSED,
  /** The server is going away. */
  SERVER_SHUTDOWN;

  /** The reason on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
