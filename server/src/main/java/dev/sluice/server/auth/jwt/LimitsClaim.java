package dev.sluice.server.auth.jwt;

import dev.sluice.server.room.Limits;
import java.util.Optional;
import java.util.Set;

/**
 * The claim {@code limits}: an object. A limit that is not known here refuses the token, since it
 * could not be kept.
 */
final class LimitsClaim {

  private static final String CLAIM = "limits";
  private static final String BITRATE = "maxBitrateBps";
  private static final String TRACKS = "maxTracks";
  private static final String SESSIONS = "maxSessions";
  private static final String PARTICIPANTS = "maxParticipants";

  private LimitsClaim() {}

  static Limits read(Claims claims) throws RefusedException {
    Optional<Claims> limits = claims.object(CLAIM);
    if (limits.isEmpty()) {
      return Limits.NONE;
    }
    limits.get().allowOnly(Set.of(BITRATE, TRACKS, SESSIONS, PARTICIPANTS));
    try {
      return new Limits(
          limits.get().count(BITRATE),
          limits.get().count(TRACKS),
          limits.get().count(SESSIONS),
          limits.get().count(PARTICIPANTS));
    } catch (IllegalArgumentException e) {
      throw claims.wrong(CLAIM, "made of limits that can be kept");
    }
  }
}
