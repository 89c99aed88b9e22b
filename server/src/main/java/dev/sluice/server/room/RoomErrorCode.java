package dev.sluice.server.room;

import java.util.Locale;

/** Why a room refused a command. The wire name is the lower-case constant and never changes. */
public enum RoomErrorCode {
  ROOM_FULL,
  /** The server has as many people, or rooms, as it may. */
  SERVER_FULL,
  ROOM_CLOSED,
  IDENTITY_IN_USE,
  NOT_JOINED,
  NO_SUCH_TRACK,
  NO_SUCH_SLOT,
  NO_SUCH_PARTICIPANT,
  NOT_YOUR_TRACK,
  MID_NOT_PUBLISHABLE,
  CODEC_NOT_SUPPORTED_BY_SLOT,
  TOO_MANY_TRACKS,
  TOO_LARGE,
  /** The room has as many viewers as it may. */
  SUBSCRIBER_LIMIT,
  /** Nobody publishes what a viewer wants to see. */
  NO_ACTIVE_PUBLISHER,
  NO_SUCH_LAYER,
  /** There is no recorder, or it can take no more recordings now. */
  RECORDING_UNAVAILABLE,
  /** What is not recorded can be neither paused nor resumed. */
  NOT_RECORDING,
  /** The same was asked for too many times in a short while. */
  TOO_OFTEN,
  /** What the member came with does not permit this, or an operator does not. */
  NOT_PERMITTED,
  /** What it came with permits nothing that one does in its role, or it was thrown out. */
  NOT_ADMITTED,
  /** There are as many sessions with this token as there may be. */
  TOKEN_IN_USE,
  /** A fault of ours. */
  INTERNAL_ERROR;

  /** The code on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
