package dev.sluice.server.signaling;

import dev.sluice.protocol.ErrorCode;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Verdict;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.sdp.SdpException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Why a request is refused.
 *
 * @param code stable, for programs
 * @param hint for people: what is wrong and what would be right
 * @param retryMillis when it may be asked again; 0 when there is nothing to wait for
 * @param moveTo another server that may grant it
 */
record SignalingError(ErrorCode code, String hint, int retryMillis, Optional<URI> moveTo) {

  /** When a full server may be asked again. */
  private static final int BUSY_MILLIS = 5_000;

  /** When a participant who showed too many tokens may show another. */
  private static final int TOKEN_MILLIS = (int) (1_000 / SessionRights.REFRESHES_PER_SECOND);

  /** When one that drains may be: by then, another may stand there. */
  private static final int DRAINING_MILLIS = 2_000;

  static final SignalingError UNAUTHORIZED =
      new SignalingError(ErrorCode.UNAUTHORIZED, "unauthorized");
  static final SignalingError NOT_JOINED =
      new SignalingError(ErrorCode.NOT_JOINED, "join a room first, and wait for joined");
  static final SignalingError ALREADY_JOINED =
      new SignalingError(ErrorCode.ALREADY_JOINED, "this connection has joined already");
  static final SignalingError TOO_MANY_MESSAGES =
      new SignalingError(ErrorCode.TOO_MANY_REQUESTS, "too many messages, slow down");
  static final SignalingError TOO_MANY_PENDING =
      new SignalingError(ErrorCode.TOO_MANY_REQUESTS, "too many requests without an answer yet");
  static final SignalingError OFFER_PENDING =
      new SignalingError(ErrorCode.TOO_MANY_REQUESTS, "the offer before is not answered yet");
  static final SignalingError RESUME_FAILED =
      new SignalingError(ErrorCode.RESUME_FAILED, "nothing to resume: join afresh");
  static final SignalingError MAY_NOT_RECORD =
      new SignalingError(ErrorCode.FORBIDDEN, "you may not control the recording of this room");
  static final SignalingError WRONG_IDENTITY =
      new SignalingError(ErrorCode.FORBIDDEN, "your token is for another identity");
  static final SignalingError BARRED =
      new SignalingError(ErrorCode.FORBIDDEN, "you were removed from this room");
  static final SignalingError NAME_IS_GIVEN =
      new SignalingError(ErrorCode.FORBIDDEN, "your token says what you are called");
  static final SignalingError TOO_MANY_TOKENS =
      new SignalingError(
          ErrorCode.TOO_MANY_REQUESTS,
          "too many tokens, wait a little",
          TOKEN_MILLIS,
          Optional.empty());
  static final SignalingError OFFER_MISSING =
      new SignalingError(ErrorCode.INVALID_MESSAGE, "offer is missing");
  static final SignalingError ANOTHER_ROOM =
      new SignalingError(ErrorCode.INVALID_MESSAGE, "room is not the one in the address");
  static final SignalingError INVALID_IDENTITY =
      new SignalingError(
          ErrorCode.INVALID_MESSAGE, "identity must be 1 to 64 letters, digits, _ or -");
  static final SignalingError BINARY =
      new SignalingError(ErrorCode.MALFORMED_JSON, "messages are JSON text, not binary");
  static final SignalingError SERVER_FULL =
      new SignalingError(
          ErrorCode.UNAVAILABLE,
          "the server has as many rooms as it may",
          BUSY_MILLIS,
          Optional.empty());

  /** What is not a matter of time or place. */
  SignalingError(ErrorCode code, String hint) {
    this(code, hint, 0, Optional.empty());
  }

  /** Of a server that drains: another may be asked at once, this one later. */
  static SignalingError draining(Optional<URI> moveTo) {
    return new SignalingError(
        ErrorCode.UNAVAILABLE,
        "the server takes nobody in any more",
        moveTo.isPresent() ? 0 : DRAINING_MILLIS,
        moveTo);
  }

  /** Of a room that lives on another server. */
  static SignalingError elsewhere(URI node) {
    return new SignalingError(
        ErrorCode.UNAVAILABLE, "this room is on another server", 0, Optional.of(node));
  }

  /** What a client learns of the reason why its token opens nothing. */
  static SignalingError of(Verdict.Refused refused) {
    return switch (refused.refusal()) {
      case BARRED -> BARRED;
      case LOCKED_OUT -> lockedOut(refused.retryNanos());
      default -> UNAUTHORIZED;
    };
  }

  private static SignalingError lockedOut(long nanos) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos) + 1;
    return new SignalingError(
        ErrorCode.TOO_MANY_REQUESTS,
        "too many wrong tokens came from your address, try again in %d s".formatted(seconds),
        (int) Math.min(Integer.MAX_VALUE, TimeUnit.SECONDS.toMillis(seconds)),
        Optional.empty());
  }

  static SignalingError of(SdpException e) {
    return new SignalingError(
        e.reason() == SdpException.Reason.TOO_LARGE ? ErrorCode.TOO_LARGE : ErrorCode.INVALID_SDP,
        e.getMessage());
  }

  static SignalingError of(NegotiationException e) {
    return new SignalingError(ErrorCode.NEGOTIATION_FAILED, e.getMessage());
  }

  static SignalingError of(RoomErrorCode code, String message) {
    return new SignalingError(
        switch (code) {
          case ROOM_FULL -> ErrorCode.ROOM_FULL;
          case SERVER_FULL -> ErrorCode.UNAVAILABLE;
          case ROOM_CLOSED -> ErrorCode.ROOM_CLOSED;
          case IDENTITY_IN_USE -> ErrorCode.IDENTITY_IN_USE;
          case NOT_JOINED -> ErrorCode.NOT_JOINED;
          case NO_SUCH_TRACK -> ErrorCode.NO_SUCH_TRACK;
          case NO_SUCH_SLOT -> ErrorCode.NO_SUCH_SLOT;
          case NO_SUCH_PARTICIPANT -> ErrorCode.NO_SUCH_PARTICIPANT;
          case NOT_YOUR_TRACK -> ErrorCode.NOT_YOUR_TRACK;
          case MID_NOT_PUBLISHABLE -> ErrorCode.MID_NOT_PUBLISHABLE;
          case CODEC_NOT_SUPPORTED_BY_SLOT -> ErrorCode.CODEC_NOT_SUPPORTED_BY_SLOT;
          case TOO_MANY_TRACKS -> ErrorCode.TOO_MANY_TRACKS;
          case TOO_LARGE -> ErrorCode.TOO_LARGE;
          // of somebody hidden
          case SUBSCRIBER_LIMIT -> ErrorCode.ROOM_FULL;
          // answers to what no WebSocket client asks for
          case NO_ACTIVE_PUBLISHER, NO_SUCH_LAYER -> ErrorCode.INTERNAL_ERROR;
          case RECORDING_UNAVAILABLE -> ErrorCode.RECORDING_UNAVAILABLE;
          case NOT_RECORDING -> ErrorCode.NOT_RECORDING;
          case TOO_OFTEN -> ErrorCode.TOO_MANY_REQUESTS;
          case NOT_PERMITTED, NOT_ADMITTED -> ErrorCode.FORBIDDEN;
          case TOKEN_IN_USE -> ErrorCode.TOKEN_IN_USE;
          case INTERNAL_ERROR -> ErrorCode.INTERNAL_ERROR;
        },
        message);
  }

  /** The error as it is sent. */
  ServerMessage.Failure toMessage(long inReplyTo) {
    return new ServerMessage.Failure(code, hint, inReplyTo, retryMillis, moveTo.map(URI::toString));
  }
}
