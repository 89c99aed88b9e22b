package dev.sluice.server.signaling;

import dev.sluice.protocol.MessageCodec;
import dev.sluice.protocol.ServerMessage.Draining;
import dev.sluice.protocol.ServerMessage.DrainingEnded;
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
import java.net.URI;
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
  private volatile boolean shut;

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
            new Farewell(options.standIn(), random),
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

  /**
   * From now on who asks for a room that is not taken is told that it is since this server goes
   * away. What rooms are taken is {@link Rooms#takes}' to say.
   */
  public void drain() {
    context.farewell().drain();
  }

  /** Tells everybody who is here, or will be, that the call goes on elsewhere soon. */
  public void announce(DrainNotice notice) {
    context.farewell().announce(notice);
    Draining message = notice.message(clock.nanoTime());
    context.registry().all().forEach(session -> session.tell(message));
  }

  /**
   * Before so many clients have to leave at once: they are told to come back at different times.
   */
  public void expectDepartures(int clients) {
    context.farewell().leaving(clients);
  }

  /** Takes {@link #drain} and {@link #announce} back; not to be called after {@link #shutDown}. */
  public void admit() {
    if (context.farewell().recall()) {
      context.registry().all().forEach(session -> session.tell(new DrainingEnded()));
    }
  }

  /** Tells all clients and rooms that the server goes away. Returns at once. */
  public void shutDown() {
    shut = true;
    drain();
    context.registry().all().forEach(SignalingSession::shutDown);
    List.copyOf(connections)
        .forEach(
            connection ->
                connection.close(context.farewell().closing(LeaveReason.SERVER_SHUTDOWN)));
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

  /** Where everybody is sent who asks for this room; empty when it may live here. */
  Optional<URI> nodeOf(RoomId room) {
    return context.options().redirects().find(room);
  }

  /** Whether somebody has to be turned away who asks for this room. */
  boolean turnsAway(RoomId room) {
    return shut || (context.farewell().draining() && !context.rooms().takes(room));
  }

  /** What who is turned away is told. */
  SignalingError refusal() {
    return context.farewell().refusal();
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
