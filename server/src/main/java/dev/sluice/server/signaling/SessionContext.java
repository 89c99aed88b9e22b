package dev.sluice.server.signaling;

import dev.sluice.server.auth.Access;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.room.Rooms;
import dev.sluice.server.time.NanoClock;
import java.security.SecureRandom;

/** What all sessions of a server share. */
record SessionContext(
    SignalingOptions options,
    Access access,
    Rooms rooms,
    NegotiationOptions negotiation,
    Fingerprint fingerprint,
    SessionRegistry registry,
    Farewell farewell,
    SignalingCounters counters,
    NanoClock clock,
    SecureRandom random) {}
