package dev.sluice.server.signaling;

import dev.sluice.protocol.MessageCodec;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.Rooms;
import dev.sluice.server.time.NanoClock;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Signaling of this server: all connections and sessions. Thread-safe. */
public final class SignalingService {

  /** Enough to tell the sessions of a day apart within their rooms. */
  private static final int SESSION_NAME_CHARS = 8;

  private final SignalingOptions options;
  private final Access access;
  private final SessionContext context;
  private final NanoClock clock;
  private final MessageCodec codec = new MessageCodec();
  private final SignalingCounters counters = new SignalingCounters();
  private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /**
   * @param access whom rooms admit
   * @param fingerprint of the certificate our DTLS shows
   * @param random for tokens, identities and ICE credentials
   */
  public SignalingService(
      SignalingOptions options,
      Access access,
      Rooms rooms,
      NegotiationOptions negotiation,
      Fingerprint fingerprint,
      NanoClock clock,
      SecureRandom random) {
    this.options = options;
    this.access = access;
    this.clock = clock;
    this.context =
        new SessionContext(
            options,
            access,
            rooms,
            negotiation,
            fingerprint,
            new SessionRegistry(random),
            counters,
            clock,
            random);
  }

  /**
   * A WebSocket was opened. The caller tells the returned connection what comes, on {@code loop}.
   *
   * @param upgrade what the HTTP request said
   */
  public ClientConnection connect(Outbound outbound, SessionLoop loop, UpgradeHeaders upgrade) {
    ClientConnection connection =
        new ClientConnection(this, options, outbound, loop, clock, codec, upgrade);
    connections.add(connection);
    return connection;
  }

  /** From now on joins and resumes are refused; who is here may stay. */
  public void drain() {
    draining = true;
  }

  /** Takes people in again after a {@link #drain}; not to be called after {@link #shutDown}. */
  public void admit() {
    draining = false;
  }

  /** True after {@link #drain} or {@link #shutDown}. */
  public boolean draining() {
    return draining;
  }

  /** Tells all clients and rooms that the server goes away. Returns at once. */
  public void shutDown() {
    draining = true;
    context.registry().all().forEach(SignalingSession::shutDown);
    List.copyOf(connections)
        .forEach(connection -> connection.close(Closings.of(LeaveReason.SERVER_SHUTDOWN)));
  }

  public SignalingStats stats() {
    return new SignalingStats(
        connections.size(),
        context.registry().size(),
        counters.joins.sum(),
        counters.resumes.sum(),
        counters.refusals.sum());
  }

  /** Something that came over a WebSocket was not taken. */
  public void onRejected(MessageRejection reason) {
    counters.rejected(reason);
  }

  /** What was not taken so far; every reason is there. */
  public Map<MessageRejection, Long> rejectedMessages() {
    return counters.rejected();
  }

  Access access() {
    return access;
  }

  SignalingCounters counters() {
    return counters;
  }

  Optional<SignalingSession> session(String resumeToken) {
    return context.registry().find(resumeToken);
  }

  String randomIdentity() {
    return context.registry().randomName();
  }

  /** What a session is called in logs and traces; opens nothing. */
  String sessionName() {
    return context.registry().randomName().substring(0, SESSION_NAME_CHARS);
  }

  /**
   * @param grants what the participant may do
   * @param joining hears how the session's join goes on
   */
  SignalingSession newSession(
      SessionLoop loop,
      RoomId room,
      ParticipantId participant,
      Grants grants,
      JoinListener joining) {
    return new SignalingSession(context, loop, room, participant, grants, joining);
  }

  void closed(ClientConnection connection) {
    connections.remove(connection);
  }
}
