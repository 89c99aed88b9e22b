package dev.sluice.server.signaling;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.LogFields;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.RoomId;
import java.net.InetAddress;
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
  private final RoomId roomId;
  private final ParticipantId participant;
  private final SessionRights rights;
  private final ExpiryTimer expiry;
  private final JoinListener joining;
  private final ResumeToken resumeToken;
  private final Welcome welcome;
  private final RoomLink room;
  private final Replies replies;
  private final TokenRenewal tokens;
  private final MemberRequests requests;
  private final RoomEntry entry;

  private State state = State.NEW;
  private Client client;
  private Optional<Grants> fresh = Optional.empty();

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
    this.roomId = roomId;
    this.participant = participant;
    this.rights = new SessionRights(context, roomId, participant, grants);
    SessionProfile profile = new SessionProfile(rights::grants);
    this.expiry =
        new ExpiryTimer(
            loop,
            context.options().tokens(),
            this::tellExpiring,
            () -> run(() -> leave(LeaveReason.TOKEN_EXPIRED)));
    this.joining = joining;
    this.room = new RoomLink(participant, this::run, context.options().maxPendingRequests());
    this.replies = new Replies(context.counters(), () -> onDisconnected(LeaveReason.ROOM_CLOSED));
    OfferRequests offers = new OfferRequests(context, participant, room, replies);
    this.tokens = new TokenRenewal(participant, rights, profile, expiry, room, replies);
    this.requests = new MemberRequests(participant, rights, profile, room, replies, offers, tokens);
    this.entry =
        new RoomEntry(
            context, roomId, participant, rights, profile, room, offers, joining, new Entering());
    this.resumeToken = new ResumeToken(context.registry(), this);
    this.welcome = new Welcome(context, roomId, participant, rights, resumeToken);
  }

  RoomId roomId() {
    return roomId;
  }

  /** The first join; the session must be new. The join carries an offer. */
  void join(Client newClient, ClientMessage.Join join) {
    run(
        () -> {
          client = newClient;
          state(State.JOINING);
          entry.enter(join);
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
    if (state != State.ENDED) {
      room.leave(LeaveReason.SIGNALING_LOST);
    }
    end();
  }

  // joining

  /** The session as the way into the room sees it. */
  private final class Entering implements RoomEntry.Listener {

    @Override
    public boolean isAwaited() {
      return client != null;
    }

    @Override
    public void onRefused(SignalingError error, long joinId) {
      refuse(error, joinId);
    }

    @Override
    public void onTrackRefused(RoomEvent.Rejected rejected) {
      tellOfTrack(rejected);
    }

    @Override
    public void onEvent(RoomEvent event, long joinId, String answer) {
      heard(event, joinId, answer);
    }
  }

  private void tellOfTrack(RoomEvent.Rejected rejected) {
    if (client != null) {
      replies.trackRejected(client, rejected);
    }
  }

  private void refuse(SignalingError error, long inReplyTo) {
    Client refused = client;
    end();
    if (refused != null) {
      refused.onRefused(error, inReplyTo);
    }
  }

  private void heard(RoomEvent event, long joinId, String answer) {
    if (event instanceof RoomEvent.Joined joined) {
      onJoined(joined, joinId, answer);
    } else if (event instanceof RoomEvent.Resumed resumed) {
      onResumed(resumed, joinId);
    } else if (event instanceof RoomEvent.Accepted accepted) {
      room.accepted(accepted.requestId());
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
      room.rejected(rejected);
    }
  }

  private void onJoined(RoomEvent.Joined joined, long inReplyTo, String answer) {
    room.accepted(joined.requestId());
    if (client == null) {
      // nobody learned the resume token, so nobody could come back
      room.leave(LeaveReason.SIGNALING_LOST);
      end();
      return;
    }
    line(log.atInfo()).log("{} joined {}", participant, roomId);
    context.counters().joins.increment();
    welcome(welcome.to(joined, inReplyTo, answer));
  }

  private void welcome(ServerMessage.Joined words) {
    state(State.JOINED);
    client.onJoined(this);
    client.send(words);
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
    requests.forget();
    if (state == State.JOINED || state == State.RESUMING) {
      line(log.atInfo()).log("{} in {} lost its connection", participant, roomId);
      room.say(new RoomCommand.SignalingLost(participant, room.sink()));
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
    requests.forget();
    state(State.RESUMING);
    long requestId =
        room.request(
            () -> {},
            rejected -> {
              refuse(SignalingError.RESUME_FAILED, inReplyTo);
              return true;
            });
    RoomEventSink former = room.sink();
    RoomEventSink sink = room.newSink(event -> heard(event, inReplyTo, ""));
    room.say(new RoomCommand.Resume(requestId, participant, former, sink));
  }

  private void onResumed(RoomEvent.Resumed resumed, long inReplyTo) {
    if (state != State.RESUMING) {
      return;
    }
    room.accepted(resumed.requestId());
    line(log.atInfo()).log("{} resumed in {}", participant, roomId);
    context.counters().resumes.increment();
    welcome(welcome.to(resumed, inReplyTo));
    fresh.ifPresent(grants -> tokens.entitle(client, grants, 0));
  }

  // what a joined client asks, and when its token ends

  private void handle(ClientMessage message) {
    resumeToken.confirm();
    if (message instanceof ClientMessage.Leave) {
      leave(LeaveReason.LEFT);
    } else {
      requests.handle(client, message);
    }
  }

  private void tellExpiring(int seconds) {
    if (client != null && state == State.JOINED) {
      client.send(new ServerMessage.TokenExpiring(seconds));
    }
  }

  // ending

  private void leave(LeaveReason reason) {
    if (state == State.ENDED) {
      return;
    }
    room.leave(reason);
    onDisconnected(reason);
  }

  private void end() {
    resumeToken.revoke();
    expiry.cancel();
    room.close();
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
