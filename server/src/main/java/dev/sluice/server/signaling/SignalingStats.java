package dev.sluice.server.signaling;

/**
 * A snapshot of signaling; all but the first two only grow.
 *
 * @param connections open WebSockets
 * @param sessions participants with a session, their connection up or not
 * @param joins successful first joins
 * @param resumes sessions taken up again
 * @param refusals errors sent to clients
 */
public record SignalingStats(
    long connections, long sessions, long joins, long resumes, long refusals) {}
