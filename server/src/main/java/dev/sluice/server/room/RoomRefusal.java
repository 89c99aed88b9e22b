package dev.sluice.server.room;

/**
 * A command that a room will not carry out. The message is one sentence for the person who asked.
 */
final class RoomRefusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final RoomErrorCode code;

  RoomRefusal(RoomErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  RoomErrorCode code() {
    return code;
  }
}
