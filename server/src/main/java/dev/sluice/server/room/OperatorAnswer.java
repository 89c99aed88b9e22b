package dev.sluice.server.room;

import java.util.Optional;

/** What becomes of an operator's order about somebody in a room. */
public sealed interface OperatorAnswer {

  /**
   * It is done.
   *
   * @param tokenId of the token with which the one concerned had come; empty when that has no id
   */
  record Done(Optional<String> tokenId) implements OperatorAnswer {}

  /** Nobody in the room has this id. */
  record NoSuchParticipant() implements OperatorAnswer {}

  /** The participant publishes no such track. */
  record NoSuchTrack() implements OperatorAnswer {}

  /** A fault of ours, or the room was closed meanwhile. */
  record Failed(RoomErrorCode code) implements OperatorAnswer {}
}
