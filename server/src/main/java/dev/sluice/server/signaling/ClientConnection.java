package dev.sluice.server.signaling;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.MessageCodec;
import dev.sluice.protocol.ProtocolException;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Entry;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.Refusal;
import dev.sluice.server.auth.Verdict;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinProtocol;
import dev.sluice.server.room.JoinRequest;
import dev.sluice.server.room.JoinStage;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.TokenBucket;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;

/**
 * One WebSocket from its opening to its end: reads messages within limits, insists on a {@code
 * join} first, then hands everything to the session. The wire calls it on the connection's loop,
 * which owns it.
 */
public final class ClientConnection implements SignalingSession.Client {

  /** Invalid messages that are forgiven at once, and how fast forgiveness grows back. */
  private static final int FAULT_BURST = 16;

  private static final double FAULTS_PER_SECOND = 0.2;

  private enum State {
    /** Nothing but {@code join} and {@code ping} is taken. */
    AWAITING_JOIN,
    /** A join or resume is under way. */
    JOINING,
    JOINED,
    CLOSED
  }

  private final SignalingService service;
  private final Outbound outbound;
  private final SessionLoop loop;
  private final NanoClock clock;
  private final MessageCodec codec;
  private final UpgradeHeaders upgrade;
  private final JoinObserver joins;
  private final TokenBucket messages;
  private final TokenBucket bytes;
  private final TokenBucket faults;
  private final SessionLoop.Timer joinTimer;

  private State state = State.AWAITING_JOIN;
  private SignalingSession session;

  ClientConnection(
      SignalingService service,
      SignalingOptions options,
      Outbound outbound,
      SessionLoop loop,
      NanoClock clock,
      MessageCodec codec,
      UpgradeHeaders upgrade) {
    this.service = service;
    this.outbound = outbound;
    this.loop = loop;
    this.clock = clock;
    this.codec = codec;
    this.upgrade = upgrade;
    this.joins = options.joins();
    long now = clock.nanoTime();
    ConnectionLimits limits = options.connection();
    this.messages = new TokenBucket(limits.messageBurst(), limits.messagesPerSecond(), now);
    this.bytes = new TokenBucket(limits.byteBurst(), limits.bytesPerSecond(), now);
    this.faults = new TokenBucket(FAULT_BURST, FAULTS_PER_SECOND, now);
    this.joinTimer = loop.schedule(this::onJoinTimeout, limits.joinTimeoutNanos());
  }

  /**
   * A text message came.
   *
   * @param lengthBytes its length on the wire
   */
  public void onText(String text, int lengthBytes) {
    if (state == State.CLOSED) {
      return;
    }
    long now = clock.nanoTime();
    if (!messages.take(1, now) || !bytes.take(lengthBytes, now)) {
      service.onRejected(MessageRejection.RATE_LIMITED);
      fault(SignalingError.TOO_MANY_MESSAGES, 0);
      return;
    }
    ClientMessage message;
    try {
      message = codec.parse(text);
    } catch (ProtocolException e) {
      service.onRejected(MessageRejection.MALFORMED);
      fault(new SignalingError(e.code(), e.getMessage()), e.requestId());
      return;
    }
    receive(message, now);
  }

  /** A binary message came: there are none in this protocol. */
  public void onBinary() {
    if (state != State.CLOSED) {
      service.onRejected(MessageRejection.MALFORMED);
      fault(SignalingError.BINARY, 0);
    }
  }

  /** A message came that was not even read, since its client has sent too much of the kind. */
  public void onTooMuch() {
    if (state != State.CLOSED) {
      service.onRejected(MessageRejection.OFFERS_LIMITED);
      fault(SignalingError.TOO_MANY_MESSAGES, 0);
    }
  }

  /** The WebSocket is gone. Idempotent. */
  public void onClosed() {
    finish();
    service.closed(this);
  }

  private void onJoinTimeout() {
    if (state == State.AWAITING_JOIN || state == State.JOINING) {
      close(Closings.JOIN_TIMEOUT);
    }
  }

  private void receive(ClientMessage message, long nowNanos) {
    if (message instanceof ClientMessage.Ping ping) {
      send(new ServerMessage.Pong(ping.id(), ping.time()));
    } else if (message instanceof ClientMessage.Join join) {
      if (state == State.AWAITING_JOIN) {
        join(join, nowNanos);
      } else {
        fault(SignalingError.ALREADY_JOINED, join.id());
      }
    } else if (state == State.JOINED) {
      session.receive(this, message);
    } else {
      fault(SignalingError.NOT_JOINED, message.id());
    }
  }

  private void join(ClientMessage.Join join, long nowNanos) {
    RoomId room = new RoomId(join.room());
    ParticipantId participant =
        new ParticipantId(
            join.identity().filter(RoomId::isValid).orElseGet(service::randomIdentity));
    JoinListener joining =
        join.resume().isPresent()
            ? JoinListener.NONE
            : joins.begin(joinRequest(join, room, participant, nowNanos));
    Optional<URI> node = service.nodeOf(room);
    if (node.isPresent()) {
      // that one knows the tokens, this one need not
      SignalingError error = SignalingError.elsewhere(node.get());
      refuse(error, join.id());
      ended(joining, JoinOutcome.REFUSED, error);
      return;
    }
    Optional<SignalingError> wrong = wrongBesidesTheToken(join);
    Entry entry = entry(join, room);
    boolean resuming = join.resume().isPresent();
    boolean turnedAway = service.turnsAway(room);
    // what cannot come to anything uses no token up that is good for one entry
    Verdict verdict =
        resuming || turnedAway || wrong.isPresent()
            ? service.access().look(entry)
            : service.access().enter(entry);
    Optional<Grants> grants = verdict.granted();
    if (verdict instanceof Verdict.Refused refused && !(resuming && opensSessions(verdict))) {
      SignalingError error = SignalingError.of(refused);
      fault(error, join.id());
      ended(joining, JoinOutcome.UNAUTHORIZED, error);
    } else if (turnedAway) {
      refuse(service.refusal(), join.id());
      ended(joining, JoinOutcome.REFUSED, service.refusal());
    } else if (resuming) {
      resume(join, room, grants);
    } else if (wrong.isPresent()) {
      fault(wrong.get(), join.id());
      ended(joining, JoinOutcome.BAD_REQUEST, wrong.get());
    } else if (asksForAnother(join, grants.orElseThrow())) {
      fault(SignalingError.WRONG_IDENTITY, join.id());
      ended(joining, JoinOutcome.UNAUTHORIZED, SignalingError.WRONG_IDENTITY);
    } else {
      state = State.JOINING;
      joining.onStage(JoinStage.REQUEST, clock.nanoTime());
      ParticipantId self = grants.orElseThrow().identity().orElse(participant);
      session = service.newSession(loop, room, self, grants.orElseThrow(), joining);
      session.join(this, join);
    }
  }

  private Optional<SignalingError> wrongBesidesTheToken(ClientMessage.Join join) {
    // a proxy has found this server by that room: the other one may live elsewhere
    if (upgrade.room().filter(room -> !room.equals(join.room())).isPresent()) {
      return Optional.of(SignalingError.ANOTHER_ROOM);
    }
    if (join.offer().isEmpty()) {
      return Optional.of(SignalingError.OFFER_MISSING);
    }
    return join.identity().filter(identity -> !RoomId.isValid(identity)).isPresent()
        ? Optional.of(SignalingError.INVALID_IDENTITY)
        : Optional.empty();
  }

  /** Who is in already needs its resume token, and another one only if that lost its rights. */
  private static boolean opensSessions(Verdict verdict) {
    // who was let in before suffers nothing from who tries out tokens behind the same address
    return !(verdict instanceof Verdict.Refused refused)
        || refused.refusal().ofEntryOnly()
        || refused.refusal() == Refusal.LOCKED_OUT;
  }

  private static boolean asksForAnother(ClientMessage.Join join, Grants grants) {
    return join.identity().isPresent()
        && grants.identity().filter(it -> !it.value().equals(join.identity().get())).isPresent();
  }

  private JoinRequest joinRequest(
      ClientMessage.Join join, RoomId room, ParticipantId participant, long nowNanos) {
    return new JoinRequest(
        JoinProtocol.WS,
        room,
        participant,
        service.sessionName(),
        ClientKind.of(upgrade.userAgent()).word(),
        join.traceparent().or(upgrade::traceparent),
        join.traceparent().isPresent() ? Optional.empty() : upgrade.tracestate(),
        nowNanos);
  }

  private void ended(JoinListener joining, JoinOutcome outcome, SignalingError error) {
    joining.onEnd(outcome, error.code().wireName(), clock.nanoTime());
  }

  private Entry entry(ClientMessage.Join join, RoomId room) {
    return new Entry(
        room,
        join.token().or(upgrade::token),
        join.identity().filter(RoomId::isValid).map(ParticipantId::new),
        upgrade.from());
  }

  private void resume(ClientMessage.Join join, RoomId room, Optional<Grants> shown) {
    Optional<SignalingSession> found =
        service.session(join.resume().orElseThrow()).filter(it -> it.roomId().equals(room));
    if (found.isEmpty()) {
      fault(SignalingError.RESUME_FAILED, join.id());
      return;
    }
    if (shown.filter(grants -> !found.get().isOf(grants)).isPresent()) {
      fault(SignalingError.WRONG_IDENTITY, join.id());
      return;
    }
    state = State.JOINING;
    session = found.get();
    session.resume(this, join.id(), shown);
  }

  /** Refuses a message; too many of these end the connection. */
  private void fault(SignalingError error, long inReplyTo) {
    refuse(error, inReplyTo);
    if (!faults.take(1, clock.nanoTime())) {
      close(Closings.PROTOCOL_ERROR);
    }
  }

  private void refuse(SignalingError error, long inReplyTo) {
    service.counters().refusals.increment();
    send(error.toMessage(inReplyTo));
  }

  @Override
  public Optional<InetAddress> address() {
    return upgrade.from();
  }

  @Override
  public void onJoined(SignalingSession joined) {
    loop.execute(
        () -> {
          if (state == State.JOINING) {
            state = State.JOINED;
            joinTimer.cancel();
          }
        });
  }

  @Override
  public void onRefused(SignalingError error, long inReplyTo) {
    loop.execute(
        () -> {
          if (state == State.JOINING) {
            state = State.AWAITING_JOIN;
            session = null;
            fault(error, inReplyTo);
          }
        });
  }

  @Override
  public void send(ServerMessage message) {
    outbound.send(message);
  }

  @Override
  public void close(ServerMessage.Closed last) {
    outbound.close(last);
    loop.execute(this::finish);
  }

  private void finish() {
    joinTimer.cancel();
    state = State.CLOSED;
    if (session != null) {
      session.connectionLost(this);
      session = null;
    }
  }
}
