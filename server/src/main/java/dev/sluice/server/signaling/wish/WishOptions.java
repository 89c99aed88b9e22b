package dev.sluice.server.signaling.wish;

import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.sdp.SdpLimits;
import dev.sluice.server.signaling.RoomRedirects;
import java.net.URI;
import java.util.Optional;

/**
 * What WHIP and WHEP clients are allowed.
 *
 * @param sdpLimits of offers and fragments
 * @param publisherPolicy what a publisher does whose id is in the room already
 * @param ifMatch whether a PATCH has to say which ICE session it means
 * @param maxSessions of both protocols together; more are answered with 503
 * @param maxSessionsPerClient of one address; more are answered with 429; 0 for no limit
 * @param overloadPercent how busy every media loop has to be for this server to take nobody in
 * @param redirects which rooms live elsewhere
 * @param drainRedirect who takes new sessions while this server drains
 */
public record WishOptions(
    SdpLimits sdpLimits,
    DuplicatePolicy publisherPolicy,
    IfMatch ifMatch,
    int maxSessions,
    int maxSessionsPerClient,
    int overloadPercent,
    RoomRedirects redirects,
    Optional<URI> drainRedirect) {

  public static final int DEFAULT_MAX_SESSIONS = 10_000;
  public static final int DEFAULT_MAX_SESSIONS_PER_CLIENT = 500;
  public static final int DEFAULT_OVERLOAD_PERCENT = 95;

  public static final WishOptions DEFAULTS =
      new WishOptions(
          SdpLimits.DEFAULT,
          DuplicatePolicy.REPLACE,
          IfMatch.REQUIRED,
          DEFAULT_MAX_SESSIONS,
          DEFAULT_MAX_SESSIONS_PER_CLIENT,
          DEFAULT_OVERLOAD_PERCENT,
          RoomRedirects.NONE,
          Optional.empty());

  /** What becomes of a PATCH without {@code If-Match}. */
  public enum IfMatch {
    /** 428, as RFC 9725 section 4.3.1 wants it. */
    REQUIRED,
    /** It is taken to mean the present ICE session, for clients that know no entity tags. */
    OPTIONAL
  }

  public WishOptions withSdpLimits(SdpLimits limits) {
    return new WishOptions(
        limits,
        publisherPolicy,
        ifMatch,
        maxSessions,
        maxSessionsPerClient,
        overloadPercent,
        redirects,
        drainRedirect);
  }
}
