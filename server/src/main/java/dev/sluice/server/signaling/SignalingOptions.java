package dev.sluice.server.signaling;

import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.sdp.SdpLimits;
import java.net.URI;
import java.util.Optional;

/**
 * What clients are told and allowed.
 *
 * @param iceServers asked for each client that has joined or resumed
 * @param sdpLimits of offers
 * @param recording who may control recordings
 * @param joins hears of every join
 * @param tokens what the end of a token means
 * @param standIn who takes the clients of this server when it drains
 * @param joinTimeoutNanos how long a connection may take until it has joined
 * @param resumeGraceNanos how long a session survives its connection; the room's own time, told to
 *     clients
 * @param maxPendingRequests of one session that the room has not answered yet
 * @param messagesPerSecond of one connection, on average
 * @param messageBurst of one connection at once
 * @param bytesPerSecond of one connection, on average
 * @param byteBurst of one connection at once; no message may be longer
 */
public record SignalingOptions(
    IceServerSource iceServers,
    SdpLimits sdpLimits,
    RecordingRights recording,
    JoinObserver joins,
    TokenExpiry tokens,
    Optional<URI> standIn,
    long joinTimeoutNanos,
    long resumeGraceNanos,
    int maxPendingRequests,
    int messagesPerSecond,
    int messageBurst,
    int bytesPerSecond,
    int byteBurst) {

  private static final long SECOND = 1_000_000_000L;

  /** Ten seconds to join, twenty to come back, 50 messages a second. */
  public static final SignalingOptions DEFAULTS =
      new SignalingOptions(
          IceServerSource.NONE,
          SdpLimits.DEFAULT,
          RecordingRights.NOBODY,
          JoinObserver.NONE,
          TokenExpiry.OF_ENTRY,
          Optional.empty(),
          10 * SECOND,
          20 * SECOND,
          64,
          50,
          200,
          256 << 10,
          4 << 20);

  public SignalingOptions withIceServers(IceServerSource servers) {
    return new SignalingOptions(
        servers,
        sdpLimits,
        recording,
        joins,
        tokens,
        standIn,
        joinTimeoutNanos,
        resumeGraceNanos,
        maxPendingRequests,
        messagesPerSecond,
        messageBurst,
        bytesPerSecond,
        byteBurst);
  }

  public SignalingOptions withTokens(TokenExpiry newTokens) {
    return new SignalingOptions(
        iceServers,
        sdpLimits,
        recording,
        joins,
        newTokens,
        standIn,
        joinTimeoutNanos,
        resumeGraceNanos,
        maxPendingRequests,
        messagesPerSecond,
        messageBurst,
        bytesPerSecond,
        byteBurst);
  }

  public SignalingOptions withSdpLimits(SdpLimits limits) {
    return new SignalingOptions(
        iceServers,
        limits,
        recording,
        joins,
        tokens,
        standIn,
        joinTimeoutNanos,
        resumeGraceNanos,
        maxPendingRequests,
        messagesPerSecond,
        messageBurst,
        bytesPerSecond,
        byteBurst);
  }

  public SignalingOptions withResumeGraceNanos(long nanos) {
    return new SignalingOptions(
        iceServers,
        sdpLimits,
        recording,
        joins,
        tokens,
        standIn,
        joinTimeoutNanos,
        nanos,
        maxPendingRequests,
        messagesPerSecond,
        messageBurst,
        bytesPerSecond,
        byteBurst);
  }

  public SignalingOptions withRecording(RecordingRights rights) {
    return new SignalingOptions(
        iceServers,
        sdpLimits,
        rights,
        joins,
        tokens,
        standIn,
        joinTimeoutNanos,
        resumeGraceNanos,
        maxPendingRequests,
        messagesPerSecond,
        messageBurst,
        bytesPerSecond,
        byteBurst);
  }

  public SignalingOptions withStandIn(Optional<URI> server) {
    return new SignalingOptions(
        iceServers,
        sdpLimits,
        recording,
        joins,
        tokens,
        server,
        joinTimeoutNanos,
        resumeGraceNanos,
        maxPendingRequests,
        messagesPerSecond,
        messageBurst,
        bytesPerSecond,
        byteBurst);
  }

  public SignalingOptions withJoins(JoinObserver observer) {
    return new SignalingOptions(
        iceServers,
        sdpLimits,
        recording,
        observer,
        tokens,
        standIn,
        joinTimeoutNanos,
        resumeGraceNanos,
        maxPendingRequests,
        messagesPerSecond,
        messageBurst,
        bytesPerSecond,
        byteBurst);
  }
}
