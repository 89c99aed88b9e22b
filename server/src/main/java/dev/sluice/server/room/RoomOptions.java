package dev.sluice.server.room;

/**
 * Limits and times of rooms.
 *
 * @param maxParticipants per room; 0 for no limit
 * @param maxTracksPerParticipant published at once
 * @param lingerNanos how long an empty room stays
 * @param resumeGraceNanos how long a participant stays without signaling
 * @param mediaTimeoutNanos how long without any authenticated packet before a transport counts as
 *     dead
 * @param maxMetadataBytes all keys and values of one participant or room, in UTF-8
 * @param maxMessageBytes one broadcast's topic and payload, in UTF-8
 * @param duplicateIdentity what a second join with the same identity does
 */
public record RoomOptions(
    int maxParticipants,
    int maxTracksPerParticipant,
    long lingerNanos,
    long resumeGraceNanos,
    long mediaTimeoutNanos,
    int maxMetadataBytes,
    int maxMessageBytes,
    DuplicateIdentity duplicateIdentity) {

  private static final long SECOND = 1_000_000_000L;

  /** What the server does without any configuration. */
  public static final RoomOptions DEFAULTS =
      new RoomOptions(
          0, 16, 20 * SECOND, 20 * SECOND, 30 * SECOND, 4096, 16 * 1024, DuplicateIdentity.REPLACE);

  /** What a second join with an identity that is in the room does. */
  public enum DuplicateIdentity {
    /** The newcomer takes over; the former one is told {@link LeaveReason#REPLACED}. */
    REPLACE,
    /** The newcomer is refused with {@link RoomErrorCode#IDENTITY_IN_USE}. */
    REJECT
  }
}
