package dev.sluice.server.negotiation;

import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.transport.SessionParameters;

/**
 * The outcome of an ICE restart without an offer.
 *
 * @param fragment our new credentials and our candidates, for the peer
 * @param session what holds from now on, for the media side: only the credentials are new
 */
public record IceRestart(SdpFragment fragment, SessionParameters session) {}
