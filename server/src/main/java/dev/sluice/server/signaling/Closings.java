package dev.sluice.server.signaling;

import dev.sluice.protocol.CloseCode;
import dev.sluice.protocol.ServerMessage.Closed;
import dev.sluice.server.room.LeaveReason;

/** The last messages of connections. */
public final class Closings {

  public static final Closed JOIN_TIMEOUT =
      new Closed(CloseCode.JOIN_TIMEOUT, "no join arrived in time", true);
  public static final Closed PROTOCOL_ERROR =
      new Closed(CloseCode.PROTOCOL_ERROR, "too many invalid messages", false);
  public static final Closed TOO_SLOW =
      new Closed(CloseCode.TOO_SLOW, "the connection is too slow for this room", true);
  public static final Closed INTERNAL_ERROR =
      new Closed(CloseCode.INTERNAL_ERROR, "a fault of the server", true);

  private Closings() {}

  /** Tells why the room let the participant go, and whether coming back by itself is welcome. */
  public static Closed of(LeaveReason reason) {
    return switch (reason) {
      case LEFT -> new Closed(CloseCode.LEFT, "left the room", false);
      case SIGNALING_LOST ->
          new Closed(CloseCode.SIGNALING_LOST, "the connection was taken for lost", true);
      case MEDIA_LOST, NEVER_CONNECTED, NO_PUBLISHER ->
          new Closed(CloseCode.MEDIA_LOST, "nothing was heard from you", true);
      case REPLACED -> new Closed(CloseCode.REPLACED, "joined again from elsewhere", false);
      case KICKED -> new Closed(CloseCode.KICKED, "removed from the room", false);
      case TOKEN_REVOKED -> new Closed(CloseCode.TOKEN_REVOKED, "the token was revoked", false);
      case TOKEN_EXPIRED -> new Closed(CloseCode.TOKEN_EXPIRED, "the token has expired", false);
      case ROOM_CLOSED -> new Closed(CloseCode.ROOM_CLOSED, "the room was closed", false);
      case SERVER_SHUTDOWN ->
          new Closed(CloseCode.SERVER_SHUTDOWN, "the server is going away", true);
    };
  }
}
