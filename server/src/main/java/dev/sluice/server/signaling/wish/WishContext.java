package dev.sluice.server.signaling.wish;

import dev.sluice.server.auth.Access;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.room.Rooms;
import dev.sluice.server.signaling.IceServerSource;
import dev.sluice.server.signaling.RandomNames;
import dev.sluice.server.signaling.SessionLoop;
import dev.sluice.server.signaling.TokenExpiry;
import dev.sluice.server.time.NanoClock;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * What WHIP and WHEP need of the server around them.
 *
 * @param access whom rooms admit
 * @param negotiation what may be agreed; the profile is each protocol's own
 * @param fingerprint of the certificate our DTLS shows
 * @param iceServers for clients
 * @param overloaded whether nobody more should be taken in for now
 * @param loop owns all sessions
 * @param wallClock for dates that clients are told
 * @param random for ids, entity tags and ICE credentials
 * @param joins hears of every join
 * @param tokens what the end of a token means
 */
public record WishContext(
    Access access,
    Rooms rooms,
    NegotiationOptions negotiation,
    Fingerprint fingerprint,
    IceServerSource iceServers,
    BooleanSupplier overloaded,
    SessionLoop loop,
    NanoClock clock,
    InstantSource wallClock,
    SecureRandom random,
    JoinObserver joins,
    TokenExpiry tokens) {

  /** Where nobody hears of joins, and tokens are good for entering only. */
  public WishContext(
      Access access,
      Rooms rooms,
      NegotiationOptions negotiation,
      Fingerprint fingerprint,
      IceServerSource iceServers,
      BooleanSupplier overloaded,
      SessionLoop loop,
      NanoClock clock,
      InstantSource wallClock,
      SecureRandom random) {
    this(
        access,
        rooms,
        negotiation,
        fingerprint,
        iceServers,
        overloaded,
        loop,
        clock,
        wallClock,
        random,
        JoinObserver.NONE,
        TokenExpiry.OF_ENTRY);
  }

  RandomNames names() {
    return new RandomNames(random);
  }
}
