package dev.sluice.server.room;

import dev.sluice.server.room.Membership.DuplicatePolicy;

/**
 * Limits and times of rooms.
 *
 * @param maxParticipants per room, viewers not counted; 0 for no limit
 * @param maxSubscribers viewers per room; 0 for no limit
 * @param maxTracksPerParticipant published at once
 * @param lingerNanos how long an empty room stays
 * @param resumeGraceNanos how long a participant stays without signaling
 * @param mediaTimeoutNanos how long without any authenticated packet before a transport counts as
 *     dead
 * @param connectTimeoutNanos how long ICE and DTLS may take for somebody whose lifeline is its
 *     media
 * @param mediaGraceNanos how long such a one stays after its transport was found dead
 * @param viewerGraceNanos how long a viewer stays when there is nobody to watch
 * @param maxMetadataBytes all keys and values of one participant or room, in UTF-8
 * @param maxMessageBytes one broadcast's topic and payload, in UTF-8
 * @param duplicateIdentity what a second join with the same identity does, when the membership does
 *     not say; not {@link DuplicatePolicy#BESIDE}, since most signaling decides on the identity
 *     before the join
 */
public record RoomOptions(
    int maxParticipants,
    int maxSubscribers,
    int maxTracksPerParticipant,
    long lingerNanos,
    long resumeGraceNanos,
    long mediaTimeoutNanos,
    long connectTimeoutNanos,
    long mediaGraceNanos,
    long viewerGraceNanos,
    int maxMetadataBytes,
    int maxMessageBytes,
    DuplicatePolicy duplicateIdentity) {

  private static final long SECOND = 1_000_000_000L;

  /** What the server does without any configuration. */
  public static final RoomOptions DEFAULTS =
      new RoomOptions(
          0,
          0,
          16,
          20 * SECOND,
          20 * SECOND,
          30 * SECOND,
          15 * SECOND,
          15 * SECOND,
          60 * SECOND,
          4096,
          16 * 1024,
          DuplicatePolicy.REPLACE);

  public RoomOptions {
    if (duplicateIdentity == DuplicatePolicy.BESIDE) {
      throw new IllegalArgumentException("not every signaling can be given another identity");
    }
  }

  /** The same with other limits on how many are in a room. */
  public RoomOptions withLimits(int newMaxParticipants, int newMaxSubscribers) {
    return new RoomOptions(
        newMaxParticipants,
        newMaxSubscribers,
        maxTracksPerParticipant,
        lingerNanos,
        resumeGraceNanos,
        mediaTimeoutNanos,
        connectTimeoutNanos,
        mediaGraceNanos,
        viewerGraceNanos,
        maxMetadataBytes,
        maxMessageBytes,
        duplicateIdentity);
  }

  /** The same with another policy for identities that are in the room already. */
  public RoomOptions withDuplicateIdentity(DuplicatePolicy policy) {
    return new RoomOptions(
        maxParticipants,
        maxSubscribers,
        maxTracksPerParticipant,
        lingerNanos,
        resumeGraceNanos,
        mediaTimeoutNanos,
        connectTimeoutNanos,
        mediaGraceNanos,
        viewerGraceNanos,
        maxMetadataBytes,
        maxMessageBytes,
        policy);
  }
}
