package dev.sluice.server.negotiation;

import dev.sluice.server.transport.SessionParameters;

/**
 * The outcome of one offer.
 *
 * @param sdp the answer's text, CRLF line ends
 * @param session what was agreed, for the media side
 * @param iceRestart the peer restarted ICE on the transport it has; the local credentials are fresh
 * @param newTransport the transport is not the one of the answer before: true for the first answer,
 *     and when the peer comes back with another PeerConnection. Everything in it is fresh then
 */
public record Answer(
    String sdp, SessionParameters session, boolean iceRestart, boolean newTransport) {}
