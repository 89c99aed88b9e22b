package dev.sluice.server.signaling;

import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.signaling.SignalingSession.Client;

/** What clients that are in a room are told of their requests. Owned by the session's loop. */
final class Replies {

  private final SignalingCounters counters;
  private final Runnable onRoomGone;

  /**
   * @param onRoomGone the room is gone, and with it everything the session stood for
   */
  Replies(SignalingCounters counters, Runnable onRoomGone) {
    this.counters = counters;
    this.onRoomGone = onRoomGone;
  }

  /** Yes, if an answer is wanted at all. */
  void ok(Client client, long inReplyTo) {
    if (inReplyTo != 0) {
      client.send(new ServerMessage.Ok(inReplyTo));
    }
  }

  void refuse(Client client, SignalingError error, long inReplyTo) {
    counters.refusals.increment();
    client.send(error.toMessage(inReplyTo));
  }

  /** The room's no, which is final. */
  boolean rejected(Client client, RoomEvent.Rejected rejected, long inReplyTo) {
    if (rejected.code() == RoomErrorCode.ROOM_CLOSED) {
      onRoomGone.run();
    } else {
      refuse(client, SignalingError.of(rejected.code(), rejected.message()), inReplyTo);
    }
    return true;
  }

  /** A no to one of several tracks, which is no answer to the request they came with. */
  void trackRejected(Client client, RoomEvent.Rejected rejected) {
    refuse(client, SignalingError.of(rejected.code(), rejected.message()), 0);
  }

  /**
   * A track that cannot be published does not undo the join or the negotiation it came with: the
   * room says so under the same request id, and answers the request itself afterwards.
   */
  static boolean isAboutOneTrack(RoomErrorCode code) {
    return switch (code) {
      case MID_NOT_PUBLISHABLE,
          CODEC_NOT_SUPPORTED_BY_SLOT,
          NO_SUCH_TRACK,
          NOT_YOUR_TRACK,
          NOT_PERMITTED ->
          true;
      default -> false;
    };
  }
}
