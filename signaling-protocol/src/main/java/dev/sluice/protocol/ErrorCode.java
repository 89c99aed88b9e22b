package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a request was refused. Wire names never change; new ones may be added. */
public enum ErrorCode {
  /** The text is not one JSON object. */
  MALFORMED_JSON,
  /** The {@code type} is missing or not one of the protocol's. */
  UNKNOWN_TYPE,
  /** A field is missing, of the wrong type or out of bounds. */
  INVALID_MESSAGE,
  /** The message, or a part of it, is longer than allowed. */
  TOO_LARGE,
  /** More requests than the server's limit in this time. */
  TOO_MANY_REQUESTS,
  /** The room's name is not 1 to 64 letters, digits, {@code _} or {@code -}. */
  INVALID_ROOM_NAME,
  /** The token is missing or wrong. */
  UNAUTHORIZED,
  /** The token is good but does not allow this. */
  FORBIDDEN,
  /** A second {@code join} on one connection. */
  ALREADY_JOINED,
  /** Anything but {@code join} or {@code ping} before {@code joined}. */
  NOT_JOINED,
  /** The resume token is unknown or its grace time is over: join afresh. */
  RESUME_FAILED,
  /** The SDP cannot be parsed. */
  INVALID_SDP,
  /** The SDP is well-formed but cannot be answered. */
  NEGOTIATION_FAILED,
  ROOM_FULL,
  ROOM_CLOSED,
  IDENTITY_IN_USE,
  /** There are as many sessions with this token as it is good for. */
  TOKEN_IN_USE,
  NO_SUCH_TRACK,
  NO_SUCH_SLOT,
  NO_SUCH_PARTICIPANT,
  NOT_YOUR_TRACK,
  /** The m-section is unknown or the server does not receive in it. */
  MID_NOT_PUBLISHABLE,
  CODEC_NOT_SUPPORTED_BY_SLOT,
  TOO_MANY_TRACKS,
  /** The server does not record, or can take no more recordings now. */
  RECORDING_UNAVAILABLE,
  /** What is not recorded can be neither paused nor resumed. */
  NOT_RECORDING,
  /** The server takes no one in, or the room lives on another one: try that, or later. */
  UNAVAILABLE,
  /** A fault of the server. */
  INTERNAL_ERROR;

  /** The code on the wire: the lower-case constant. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
