package dev.sluice.server.signaling.wish;

import dev.sluice.server.room.RoomEvent;

/** What a room's refusals are over HTTP. */
final class RoomAnswers {

  /** When a busy server may be asked again. */
  static final int BUSY_SECONDS = 5;

  /** When one that drains may be: by then, another may stand there. */
  static final int DRAINING_SECONDS = 2;

  /** When a player may ask again for what nobody publishes: it doubles this by itself. */
  private static final int NOT_LIVE_SECONDS = 2;

  private RoomAnswers() {}

  static WishRefusal noActivePublisher() {
    return WishRefusal.retry(409, "no active publisher in room", NOT_LIVE_SECONDS);
  }

  static WishRefusal noAnswer() {
    return WishRefusal.retry(503, "the room did not answer", 1);
  }

  static WishRefusal refusal(RoomEvent.Rejected rejected) {
    return switch (rejected.code()) {
      case NO_ACTIVE_PUBLISHER -> noActivePublisher();
      case SUBSCRIBER_LIMIT -> WishRefusal.of(403, "subscriber limit reached");
      case NOT_PERMITTED, NOT_ADMITTED -> WishRefusal.of(403, rejected.message());
      case TOKEN_IN_USE -> WishRefusal.retry(429, rejected.message(), BUSY_SECONDS);
      case IDENTITY_IN_USE ->
          WishRefusal.retry(409, "publisher already exists in this room", BUSY_SECONDS);
      case ROOM_FULL, SERVER_FULL -> WishRefusal.retry(503, rejected.message(), BUSY_SECONDS);
      case ROOM_CLOSED, NOT_JOINED -> noAnswer();
      case MID_NOT_PUBLISHABLE,
          CODEC_NOT_SUPPORTED_BY_SLOT,
          TOO_MANY_TRACKS,
          NO_SUCH_SLOT,
          NO_SUCH_LAYER ->
          WishRefusal.of(422, rejected.message());
      case TOO_LARGE -> WishRefusal.of(413, rejected.message());
      // the last three are answers to what no WHIP or WHEP client asks for
      case NO_SUCH_TRACK,
          NO_SUCH_PARTICIPANT,
          NOT_YOUR_TRACK,
          INTERNAL_ERROR,
          RECORDING_UNAVAILABLE,
          NOT_RECORDING,
          TOO_OFTEN ->
          WishRefusal.of(500, "internal error");
    };
  }
}
