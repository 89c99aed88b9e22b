package dev.sluice.server.transport;

import java.util.Map;

/**
 * Counters of one transport; they only grow.
 *
 * @param lostSent packets the peer reported lost of what it was sent
 * @param drops by wire name of {@link DropReason}
 */
public record TransportStats(
    long rtpReceived,
    long rtpBytesReceived,
    long rtpSent,
    long rtpBytesSent,
    long lostReceived,
    long lostSent,
    long nacksSent,
    long nacksReceived,
    long retransmissionsReceived,
    long keyframeRequestsSent,
    long keyframeRequestsReceived,
    long transportFeedbackSent,
    Map<String, Long> drops) {}
