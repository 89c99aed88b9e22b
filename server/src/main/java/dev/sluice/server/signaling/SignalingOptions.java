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
 * @param redirects which rooms live elsewhere
 * @param standIn who takes the clients of this server when it drains
 * @param connection limits of each
 * @param resumeGraceNanos how long a session survives its connection; the room's own time, told to
 *     clients
 * @param maxPendingRequests of one session that the room has not answered yet
 */
public record SignalingOptions(
    IceServerSource iceServers,
    SdpLimits sdpLimits,
    RecordingRights recording,
    JoinObserver joins,
    TokenExpiry tokens,
    RoomRedirects redirects,
    Optional<URI> standIn,
    ConnectionLimits connection,
    long resumeGraceNanos,
    int maxPendingRequests) {

  /** No ICE servers, nobody records, tokens open the door only, twenty seconds to come back. */
  public static final SignalingOptions DEFAULTS = builder().build();

  /** Begins with {@link #DEFAULTS}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Gathers options. Not thread-safe. */
  public static final class Builder {

    private static final int MAX_PENDING_REQUESTS = 64;

    private IceServerSource iceServers = IceServerSource.NONE;
    private SdpLimits sdpLimits = SdpLimits.DEFAULT;
    private RecordingRights recording = RecordingRights.NOBODY;
    private JoinObserver joins = JoinObserver.NONE;
    private TokenExpiry tokens = TokenExpiry.OF_ENTRY;
    private RoomRedirects redirects = RoomRedirects.NONE;
    private Optional<URI> standIn = Optional.empty();
    private ConnectionLimits connection = ConnectionLimits.DEFAULTS;
    private long resumeGraceNanos = 20_000_000_000L;

    private Builder() {}

    public Builder iceServers(IceServerSource source) {
      iceServers = source;
      return this;
    }

    public Builder sdpLimits(SdpLimits limits) {
      sdpLimits = limits;
      return this;
    }

    public Builder recording(RecordingRights rights) {
      recording = rights;
      return this;
    }

    public Builder joins(JoinObserver observer) {
      joins = observer;
      return this;
    }

    public Builder tokens(TokenExpiry expiry) {
      tokens = expiry;
      return this;
    }

    public Builder redirects(RoomRedirects rules) {
      redirects = rules;
      return this;
    }

    public Builder standIn(Optional<URI> server) {
      standIn = server;
      return this;
    }

    public Builder connection(ConnectionLimits limits) {
      connection = limits;
      return this;
    }

    public Builder resumeGraceNanos(long nanos) {
      resumeGraceNanos = nanos;
      return this;
    }

    public SignalingOptions build() {
      return new SignalingOptions(
          iceServers,
          sdpLimits,
          recording,
          joins,
          tokens,
          redirects,
          standIn,
          connection,
          resumeGraceNanos,
          MAX_PENDING_REQUESTS);
    }
  }
}
