package dev.sluice.server.signaling;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.IceServer;
import dev.sluice.protocol.RoomInfo;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.negotiation.Answer;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinStage;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.LogFields;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.ParticipantInfo;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.SlotBinding;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One participant's conversation with a room. It outlives its connection: when that falls, the room
 * keeps the participant for a grace time, and another connection may take the session up again.
 *
 * <pre>
 *        join            Joined              connection falls
 *  NEW ───────► JOINING ────────► JOINED ◄──────────────────► DETACHED
 *   ▲             │ Rejected        ▲ Resumed                    │ resume
 *   └─────────────┘                 └────────── RESUMING ◄───────┘
 *  any state ── Disconnected, leave, shutdown ──► ENDED
 * </pre>
 *
 * <p>What the room says while nobody is connected is not kept: a resume begins with a fresh
 * snapshot. The package-private entry points may be called on any thread and hop to the session's
 * loop, which owns everything else.
 */
final class SignalingSession {

  private static final Logger log = LoggerFactory.getLogger(SignalingSession.class);

  private enum State {
    NEW,
    JOINING,
    JOINED,
    DETACHED,
    RESUMING,
    ENDED
  }

  /** The connection a session talks to. Thread-safe. */
  interface Client {
    void send(ServerMessage message);

    /** Where it is, as far as known. */
    Optional<InetAddress> address();

    /** Sends the last message of this connection. */
    void close(ServerMessage.Closed last);

    /** The session has taken this connection; told before the {@code joined} is sent. */
    void onJoined(SignalingSession session);

    /** The join or resume was refused; another may be tried. */
    void onRefused(SignalingError error, long inReplyTo);
  }

  private final SessionContext context;
  private final SessionLoop loop;
  private final PendingRequests pending;
  private final RoomId roomId;
  private final ParticipantId participant;
  private final SessionRights rights;
  private final ExpiryTimer expiry;
  private final JoinListener joining;
  private final String cname;
  private final ResumeToken resumeToken;

  private State state = State.NEW;
  private Client client;
  private RoomHandle room;
  private SessionNegotiation negotiation;
  private boolean offerPending;
  private Optional<Grants> fresh = Optional.empty();
  private Map<String, String> metadata = Map.of();

  /** Counts the sinks given to the room; what comes from an older one is not for us any more. */
  private int sinkGeneration;

  /** What the room hears us by: it ignores what a session says that another has replaced. */
  private RoomEventSink sink;

  /**
   * @param grants what the participant's token allows
   * @param joining hears how the join goes on
   */
  SignalingSession(
      SessionContext context,
      SessionLoop loop,
      RoomId roomId,
      ParticipantId participant,
      Grants grants,
      JoinListener joining) {
    this.context = context;
    this.loop = loop;
    this.pending = new PendingRequests(context.options().maxPendingRequests());
    this.roomId = roomId;
    this.participant = participant;
    this.rights = new SessionRights(context, roomId, participant, grants);
    this.expiry =
        new ExpiryTimer(
            loop, context.options().tokens(), this::tellExpiring, () -> run(this::expire));
    this.joining = joining;
    this.cname = context.registry().randomName();
    this.resumeToken = new ResumeToken(context.registry(), this);
  }

  RoomId roomId() {
    return roomId;
  }

  /** The first join; the session must be new. The join carries an offer. */
  void join(Client newClient, ClientMessage.Join join) {
    run(
        () -> {
          client = newClient;
          metadata = rights.metadata(join.metadata());
          state(State.JOINING);
          enter(join, true);
        });
  }

  /**
   * Takes the session up on another connection.
   *
   * @param shown what the token allows that came with it, if any did
   */
  void resume(Client newClient, long inReplyTo, Optional<Grants> shown) {
    run(() -> takeUp(newClient, inReplyTo, shown));
  }

  /** Whether a token of this participant's is good for this session. */
  boolean isOf(Grants grants) {
    return grants.identity().filter(identity -> !identity.equals(participant)).isEmpty();
  }

  /** Handles a message of a joined client. */
  void receive(Client from, ClientMessage message) {
    run(
        () -> {
          if (from == client && state == State.JOINED) {
            handle(message);
          }
        });
  }

  /** The connection fell. */
  void connectionLost(Client lost) {
    run(
        () -> {
          if (lost == client) {
            detach();
          }
        });
  }

  /** The server goes away: tells client and room. */
  void shutDown() {
    run(() -> leave(LeaveReason.SERVER_SHUTDOWN));
  }

  /** Says something that is not the room's, if anybody is there to hear it. */
  void tell(ServerMessage message) {
    run(
        () -> {
          if (state == State.JOINED) {
            client.send(message);
          }
        });
  }

  private void run(Runnable task) {
    loop.execute(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            line(log.atError()).setCause(e).log("session of {} in {} failed", participant, roomId);
            fail();
          }
        });
  }

  private void fail() {
    joining.onEnd(JoinOutcome.FAULT, "internal error", context.clock().nanoTime());
    if (client != null) {
      client.close(Closings.INTERNAL_ERROR);
    }
    if (room != null && state != State.ENDED) {
      room.execute(new RoomCommand.Leave(participant, LeaveReason.SIGNALING_LOST, sink));
    }
    end();
  }

  // joining

  private void enter(ClientMessage.Join join, boolean mayRetry) {
    Optional<RoomHandle> opened = context.rooms().open(roomId);
    if (opened.isEmpty()) {
      SignalingError error =
          context.farewell().draining() ? context.farewell().refusal() : SignalingError.SERVER_FULL;
      joining.onEnd(JoinOutcome.REFUSED, error.code().wireName(), context.clock().nanoTime());
      refuse(error, join.id());
      return;
    }
    room = opened.get();
    negotiation = new SessionNegotiation(context, room.candidates(), cname);
    Answer answer;
    try {
      answer = negotiation.answer(join.offer().orElseThrow());
    } catch (SignalingRefusal e) {
      joining.onEnd(JoinOutcome.BAD_SDP, e.error().code().wireName(), context.clock().nanoTime());
      refuse(e.error(), join.id());
      return;
    }
    if (mayRetry) {
      joining.onStage(JoinStage.NEGOTIATED, context.clock().nanoTime());
    }
    long requestId =
        pending.add(
            () -> {},
            rejected -> {
              if (isAboutOneTrack(rejected.code())) {
                tellOfTrack(rejected);
                return false;
              }
              if (rejected.code() == RoomErrorCode.ROOM_CLOSED && mayRetry && client != null) {
                enter(join, false);
              } else {
                joining.onEnd(
                    rejected.code() == RoomErrorCode.INTERNAL_ERROR
                        ? JoinOutcome.FAULT
                        : JoinOutcome.REFUSED,
                    rejected.code().wireName(),
                    context.clock().nanoTime());
                refuse(SignalingError.of(rejected.code(), rejected.message()), join.id());
              }
              return true;
            });
    int generation = ++sinkGeneration;
    sink = event -> run(() -> onEvent(generation, event, join.id(), answer.sdp()));
    room.execute(
        new RoomCommand.Join(
            requestId,
            participant,
            rights.name(join.name()).orElse(""),
            metadata,
            rights.membership(),
            answer.session(),
            RoomMessages.intents(join.tracks()),
            sink,
            joining));
  }

  /**
   * A track that cannot be published does not undo the join or the negotiation it came with: the
   * room says so under the same request id, and answers the request itself afterwards.
   */
  private static boolean isAboutOneTrack(RoomErrorCode code) {
    return switch (code) {
      case MID_NOT_PUBLISHABLE,
          CODEC_NOT_SUPPORTED_BY_SLOT,
          NO_SUCH_TRACK,
          NOT_YOUR_TRACK,
          NOT_PERMITTED ->
          true;
      default -> false;
    };
  }

  private void tellOfTrack(RoomEvent.Rejected rejected) {
    if (client != null) {
      refuseRequest(SignalingError.of(rejected.code(), rejected.message()), 0);
    }
  }

  private void refuse(SignalingError error, long inReplyTo) {
    Client refused = client;
    end();
    if (refused != null) {
      refused.onRefused(error, inReplyTo);
    }
  }

  private void onEvent(int generation, RoomEvent event, long joinId, String answer) {
    if (generation != sinkGeneration || state == State.ENDED) {
      return;
    }
    if (event instanceof RoomEvent.Joined joined) {
      onJoined(joined, joinId, answer);
    } else if (event instanceof RoomEvent.Resumed resumed) {
      onResumed(resumed, joinId);
    } else if (event instanceof RoomEvent.Accepted accepted) {
      pending.accepted(accepted.requestId());
    } else if (event instanceof RoomEvent.Rejected rejected) {
      onRejected(rejected);
    } else if (event instanceof RoomEvent.Disconnected disconnected) {
      onDisconnected(disconnected.reason());
    } else if (state == State.JOINED) {
      RoomMessages.broadcast(event).ifPresent(client::send);
    }
  }

  private void onRejected(RoomEvent.Rejected rejected) {
    if (rejected.requestId() == 0) {
      tellOfTrack(rejected);
    } else {
      pending.rejected(rejected);
    }
  }

  private void onJoined(RoomEvent.Joined joined, long inReplyTo, String answer) {
    pending.accepted(joined.requestId());
    if (client == null) {
      // nobody learned the resume token, so nobody could come back
      room.execute(new RoomCommand.Leave(participant, LeaveReason.SIGNALING_LOST, sink));
      end();
      return;
    }
    line(log.atInfo()).log("{} joined {}", participant, roomId);
    context.counters().joins.increment();
    welcome(
        inReplyTo,
        joined.self(),
        joined.others(),
        joined.slots(),
        RoomMessages.room(roomId, joined.roomMetadata(), joined.recording()),
        Optional.of(answer));
  }

  /** Sends {@code joined}; without an answer it is a resume. */
  private void welcome(
      long inReplyTo,
      ParticipantInfo self,
      List<ParticipantInfo> others,
      List<SlotBinding> slots,
      RoomInfo roomInfo,
      Optional<String> answer) {
    state(State.JOINED);
    client.onJoined(this);
    client.send(
        new ServerMessage.Joined(
            inReplyTo,
            ServerMessage.PROTOCOL,
            RoomMessages.participant(self),
            others.stream().map(RoomMessages::participant).toList(),
            RoomMessages.slots(slots),
            answer,
            resumeToken.renew(),
            (int) (context.options().resumeGraceNanos() / 1_000_000_000L),
            context.options().iceServers().iceServers(participant.value()),
            roomInfo,
            answer.isEmpty(),
            rights.mayRecord(),
            rights.permissions()));
    context
        .farewell()
        .notice()
        .ifPresent(notice -> client.send(notice.message(context.clock().nanoTime())));
    expiry.follow(rights.grants().expires());
  }

  private void onDisconnected(LeaveReason reason) {
    line(log.atInfo()).log("{} left {}: {}", participant, roomId, reason.wireName());
    if (client != null) {
      client.close(context.farewell().closing(reason));
    }
    end();
  }

  // losing the connection and coming back

  private void detach() {
    client = null;
    pending.clear();
    offerPending = false;
    if (state == State.JOINED || state == State.RESUMING) {
      line(log.atInfo()).log("{} in {} lost its connection", participant, roomId);
      room.execute(new RoomCommand.SignalingLost(participant, sink));
      state(State.DETACHED);
    }
  }

  private void takeUp(Client newClient, long inReplyTo, Optional<Grants> shown) {
    if (state == State.ENDED) {
      newClient.onRefused(SignalingError.RESUME_FAILED, inReplyTo);
      return;
    }
    if (client != null) {
      // the client knew of the loss before we did
      client.close(Closings.of(LeaveReason.SIGNALING_LOST));
    }
    client = newClient;
    fresh = shown.filter(grants -> !rights.sameAs(grants));
    pending.clear();
    offerPending = false;
    state(State.RESUMING);
    long requestId =
        pending.add(
            () -> {},
            rejected -> {
              refuse(SignalingError.RESUME_FAILED, inReplyTo);
              return true;
            });
    int generation = ++sinkGeneration;
    RoomEventSink former = sink;
    sink = event -> run(() -> onEvent(generation, event, inReplyTo, ""));
    room.execute(new RoomCommand.Resume(requestId, participant, former, sink));
  }

  private void onResumed(RoomEvent.Resumed resumed, long inReplyTo) {
    if (state != State.RESUMING) {
      return;
    }
    pending.accepted(resumed.requestId());
    line(log.atInfo()).log("{} resumed in {}", participant, roomId);
    context.counters().resumes.increment();
    welcome(
        inReplyTo,
        resumed.self(),
        resumed.others(),
        resumed.slots(),
        RoomMessages.room(roomId, resumed.roomMetadata(), resumed.recording()),
        Optional.empty());
    fresh.ifPresent(grants -> entitle(grants, 0));
  }

  // what a joined client asks

  private void handle(ClientMessage message) {
    resumeToken.confirm();
    if (message instanceof ClientMessage.Leave) {
      leave(LeaveReason.LEFT);
    } else if (pending.full()) {
      refuseRequest(SignalingError.TOO_MANY_PENDING, message.id());
    } else if (message instanceof ClientMessage.Offer offer) {
      renegotiate(offer);
    } else if (message instanceof ClientMessage.Update update) {
      update(update);
    } else if (message instanceof ClientMessage.RefreshToken refresh) {
      refresh(refresh);
    } else if (message instanceof ClientMessage.ControlRecording && !rights.mayRecord()) {
      refuseRequest(SignalingError.MAY_NOT_RECORD, message.id());
    } else {
      room.execute(RoomCommands.of(message, request(message.id()), participant));
    }
  }

  /** A request whose success is a plain ok, if an answer is wanted at all. */
  private long request(long inReplyTo) {
    return pending.add(() -> ok(inReplyTo), rejected -> onRejected(rejected, inReplyTo));
  }

  private void ok(long inReplyTo) {
    if (inReplyTo != 0) {
      client.send(new ServerMessage.Ok(inReplyTo));
    }
  }

  private boolean onRejected(RoomEvent.Rejected rejected, long inReplyTo) {
    if (rejected.code() == RoomErrorCode.ROOM_CLOSED) {
      // the room is gone and with it everything this session stood for
      onDisconnected(LeaveReason.ROOM_CLOSED);
    } else {
      refuseRequest(SignalingError.of(rejected.code(), rejected.message()), inReplyTo);
    }
    return true;
  }

  private void refuseRequest(SignalingError error, long inReplyTo) {
    context.counters().refusals.increment();
    client.send(error.toMessage(inReplyTo));
  }

  private void refresh(ClientMessage.RefreshToken refresh) {
    try {
      entitle(rights.refreshed(refresh.token(), client.address()), refresh.id());
    } catch (SignalingRefusal e) {
      refuseRequest(e.error(), refresh.id());
    }
  }

  private void entitle(Grants next, long inReplyTo) {
    long requestId =
        pending.add(
            () -> {
              Grants former = rights.grants();
              rights.renew(next);
              expiry.follow(next.expires());
              adoptProfile(former);
              client.send(new ServerMessage.PermissionsChanged(rights.permissions()));
              ok(inReplyTo);
            },
            rejected -> onRejected(rejected, inReplyTo));
    room.execute(new RoomCommand.Entitle(requestId, participant, next.entitlement(), sink));
  }

  /** What the new token says of the participant, and nothing any more of what the former said. */
  private void adoptProfile(Grants former) {
    Grants now = rights.grants();
    Map<String, String> own = new HashMap<>(metadata);
    own.keySet().removeAll(former.metadata().keySet());
    Map<String, String> next = rights.metadata(own);
    if (now.name().isPresent() || !next.equals(metadata)) {
      metadata = next;
      room.execute(new RoomCommand.UpdateProfile(0, participant, now.name(), metadata));
    }
  }

  private void tellExpiring(int seconds) {
    if (client != null && state == State.JOINED) {
      client.send(new ServerMessage.TokenExpiring(seconds));
    }
  }

  private void expire() {
    leave(LeaveReason.TOKEN_EXPIRED);
  }

  private void update(ClientMessage.Update update) {
    if (!rights.permitsName(update.name())) {
      refuseRequest(SignalingError.NAME_IS_GIVEN, update.id());
      return;
    }
    Map<String, String> next = update.metadata().map(rights::metadata).orElse(metadata);
    long requestId =
        pending.add(
            () -> {
              metadata = next;
              ok(update.id());
            },
            rejected -> onRejected(rejected, update.id()));
    room.execute(new RoomCommand.UpdateProfile(requestId, participant, update.name(), next));
  }

  private void renegotiate(ClientMessage.Offer offer) {
    if (offerPending) {
      refuseRequest(SignalingError.OFFER_PENDING, offer.id());
      return;
    }
    Answer answer;
    try {
      answer = negotiation.answer(offer.sdp());
    } catch (SignalingRefusal e) {
      refuseRequest(e.error(), offer.id());
      return;
    }
    offerPending = true;
    long requestId =
        pending.add(
            () -> {
              offerPending = false;
              client.send(answered(offer.id(), answer));
            },
            rejected -> {
              if (isAboutOneTrack(rejected.code())
                  || rejected.code() == RoomErrorCode.TOO_MANY_TRACKS) {
                tellOfTrack(rejected);
                return false;
              }
              offerPending = false;
              return onRejected(rejected, offer.id());
            });
    room.execute(
        new RoomCommand.Renegotiate(
            requestId,
            participant,
            answer.session(),
            RoomMessages.intents(offer.tracks()),
            answer.newTransport(),
            sink));
  }

  /** With fresh TURN credentials when candidates are gathered anew. */
  private ServerMessage.Answer answered(long inReplyTo, Answer answer) {
    List<IceServer> servers =
        answer.iceRestart()
            ? context.options().iceServers().iceServers(participant.value())
            : List.of();
    return new ServerMessage.Answer(inReplyTo, answer.sdp(), answer.iceRestart(), servers);
  }

  // ending

  private void leave(LeaveReason reason) {
    if (state == State.ENDED) {
      return;
    }
    if (room != null) {
      room.execute(new RoomCommand.Leave(participant, reason, sink));
    }
    onDisconnected(reason);
  }

  private void end() {
    resumeToken.revoke();
    expiry.cancel();
    pending.clear();
    client = null;
    state(State.ENDED);
  }

  private LoggingEventBuilder line(LoggingEventBuilder line) {
    return LogFields.of(line, roomId, participant, joining.ids());
  }

  private void state(State next) {
    line(log.atDebug()).log("{} in {}: {} -> {}", participant, roomId, state, next);
    state = next;
  }
}
