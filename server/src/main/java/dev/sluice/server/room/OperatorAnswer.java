package dev.sluice.server.room;

import java.util.Optional;

/** What becomes of an operator's order about somebody in a room. */
public sealed interface OperatorAnswer {

  /**
   * It is done.
   *
   * @param tokenId of the token with which the one concerned had come; empty when that has no id
   * @param identity whom that token names, which need not be its id in the room
   */
  record Done(Optional<String> tokenId, Optional<ParticipantId> identity)
      implements OperatorAnswer {

    /** Of somebody whom no token names. */
    public Done(Optional<String> tokenId) {
      this(tokenId, Optional.empty());
    }

    static Done about(Participant who) {
      return new Done(who.entitlement().tokenId(), who.entitlement().identity());
    }
  }

  /** Nobody in the room has this id. */
  record NoSuchParticipant() implements OperatorAnswer {}

  /** The participant publishes no such track. */
  record NoSuchTrack() implements OperatorAnswer {}

  /** A fault of ours, or the room was closed meanwhile. */
  record Failed(RoomErrorCode code) implements OperatorAnswer {}
}
