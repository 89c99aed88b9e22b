package dev.sluice.server.room;

import java.util.Optional;

/**
 * A request to join, as it came.
 *
 * @param room wished for; nobody has looked yet whether it may be entered
 * @param participant wished for
 * @param session names the session in logs and traces; no secret
 * @param client what kind of program asks, one of a few words such as {@code chrome} or {@code obs}
 * @param traceparent the client's trace, as it stands in the request; W3C Trace Context, not
 *     checked
 * @param tracestate goes with it, not checked
 * @param nanos when it came
 */
public record JoinRequest(
    JoinProtocol protocol,
    RoomId room,
    ParticipantId participant,
    String session,
    String client,
    Optional<String> traceparent,
    Optional<String> tracestate,
    long nanos) {}
