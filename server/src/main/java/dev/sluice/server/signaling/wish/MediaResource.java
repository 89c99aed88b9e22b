package dev.sluice.server.signaling.wish;

import dev.sluice.server.auth.Grants;
import dev.sluice.server.http.ClientKey;
import dev.sluice.server.http.Request;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.negotiation.Answer;
import dev.sluice.server.negotiation.IceRestart;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinStage;
import dev.sluice.server.room.LayerChoice;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.LogFields;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.signaling.ExpiryTimer;
import dev.sluice.server.signaling.RandomNames;
import dev.sluice.server.signaling.SessionLoop;
import dev.sluice.server.time.TokenBucket;
import dev.sluice.server.transport.SessionParameters;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One WHIP or WHEP session: a member of a room without a signaling connection, and the resource at
 * its secret URL. It lives until it is deleted or the room lets it go.
 *
 * <pre>
 *           answer           Joined        DELETE, Disconnected, shutdown
 *  OFFERED ────────► JOINING ──────► OPEN ───────────────────────────────► ENDED
 *     └─── expired      └─── Rejected ────────────────────────────────────────┘
 * </pre>
 *
 * It begins JOINING, or OFFERED where the server makes the offer.
 *
 * <p>Owned by the session loop.
 */
final class MediaResource implements MediaSession {

  private static final Logger log = LoggerFactory.getLogger(MediaResource.class);

  private static final int PATCH_BURST = 60;
  private static final int PATCHES_PER_SECOND = 10;

  private enum State {
    OFFERED,
    JOINING,
    OPEN,
    ENDED
  }

  private final WishContext context;
  private final ResourceRegistry registry;
  private final WishProtocol protocol;
  private final Entrant entrant;
  private final ResourceRoom room;

  /** Path and query of the POST, for a client that has to come again. */
  private final String endpoint;

  private final InetAddress client;
  private final String id;
  private final JoinListener joining;
  private final Optional<URI> standIn;
  private final ResourceNegotiation negotiation;
  private final ResourceGrants grants;
  private final TokenBucket patches;

  private State state = State.JOINING;
  private Optional<RoomEvent.Rejected> refusedTrack = Optional.empty();
  private SessionExtension extension = SessionExtension.NONE;

  /**
   * @param request the POST that asked for it
   */
  MediaResource(
      WishContext context,
      ResourceRegistry registry,
      WishProtocol protocol,
      Entrant entrant,
      Grants grants,
      RoomHandle room,
      Request request,
      Ticket ticket) {
    this.context = context;
    this.registry = registry;
    this.protocol = protocol;
    this.entrant = entrant;
    this.endpoint = request.targetWithoutToken();
    this.client = ClientKey.of(request.client());
    this.id = ticket.id();
    this.joining = ticket.joining();
    this.standIn = ticket.standIn();
    this.negotiation = new ResourceNegotiation(context, protocol.profile(), room.candidates());
    this.patches = new TokenBucket(PATCH_BURST, PATCHES_PER_SECOND, context.clock().nanoTime());
    this.room =
        new ResourceRoom(
            room, entrant.participant(), event -> context.loop().execute(() -> onEvent(event)));
    this.grants =
        new ResourceGrants(
            entrant,
            grants,
            this.room,
            new ExpiryTimer(
                context.loop(),
                context.tokens(),
                seconds -> {},
                () -> leave(LeaveReason.TOKEN_EXPIRED)));
  }

  /** By what its client is counted. Immutable, for any thread. */
  InetAddress client() {
    return client;
  }

  /** The secret id. Immutable, for any thread, as are the next three. */
  String id() {
    return id;
  }

  WishProtocol protocol() {
    return protocol;
  }

  RoomId roomId() {
    return entrant.room();
  }

  @Override
  public String path() {
    return "/" + protocol.name() + "/session/" + roomId() + "/" + id;
  }

  @Override
  public List<String> mids() {
    return negotiation.mids();
  }

  @Override
  public SessionParameters agreed() {
    return negotiation.agreed();
  }

  @Override
  public SessionLoop loop() {
    return context.loop();
  }

  @Override
  public RandomNames names() {
    return context.names();
  }

  /** What the protocol adds to this session; nothing before it is open. */
  SessionExtension extension() {
    return extension;
  }

  /** Whether the client has yet to answer our offer. */
  boolean isOffered() {
    return state == State.OFFERED;
  }

  /** The present strong entity tag, in quotes. */
  String entityTag() {
    return negotiation.entityTag();
  }

  /** False when the client sends more PATCH requests than any ICE agent has reason to. */
  boolean takesPatch() {
    return patches.take(context.clock().nanoTime());
  }

  // ---- joining

  /**
   * Answers the offer. Nothing is changed in the room yet.
   *
   * @throws NegotiationException when it cannot be answered
   */
  Answer answer(SessionDescription offer) throws NegotiationException {
    return negotiation.answer(offer);
  }

  /**
   * Offers what is published instead. The session can be found from now on, until the offer
   * expires.
   *
   * @return the offer's text
   * @throws NegotiationException when nothing of it can be offered
   */
  String counterOffer(List<PayloadFormat> published) throws NegotiationException {
    String offer = negotiation.counterOffer(published);
    state = State.OFFERED;
    registry.add(this);
    return offer;
  }

  /**
   * Takes the answer to the counter-offer. Nothing is changed in the room yet.
   *
   * @throws NegotiationException when it is none; the offer waits on
   */
  SessionParameters accept(SessionDescription answer) throws NegotiationException {
    SessionParameters accepted = negotiation.accept(answer);
    state = State.JOINING;
    joining.onStage(JoinStage.NEGOTIATED, context.clock().nanoTime());
    return accepted;
  }

  /** The client may answer no longer. */
  void expireOffer() {
    if (state == State.OFFERED) {
      line(log.atDebug())
          .log("{} session {} was offered and not answered", protocol.name(), shownId());
      forget();
    }
  }

  /**
   * Enters the room.
   *
   * @param onAnswer called once; with nothing when the session is open
   */
  void join(
      SessionParameters agreed,
      List<TrackIntent> tracks,
      Consumer<Optional<RoomEvent.Rejected>> onAnswer) {
    registry.add(this);
    room.join(entrant, agreed, tracks, joining, onAnswer);
  }

  private void onEvent(RoomEvent event) {
    if (state == State.ENDED) {
      if (event instanceof RoomEvent.Joined joined) {
        // given up while the room was still taking us in
        room.joined(joined);
        room.leave(LeaveReason.LEFT);
      }
    } else if (event instanceof RoomEvent.Joined joined) {
      onJoined(joined);
    } else if (event instanceof RoomEvent.Accepted accepted) {
      room.accepted(accepted.requestId());
    } else if (event instanceof RoomEvent.Rejected rejected) {
      onRejected(rejected);
    } else if (event instanceof RoomEvent.Disconnected disconnected) {
      end(disconnected.reason());
      if (!wasSentAway(disconnected.reason())) {
        registry.remember(this);
      }
    } else {
      extension.onEvent(event);
    }
  }

  private void onJoined(RoomEvent.Joined joined) {
    room.joined(joined);
    state = State.OPEN;
    line(log.atInfo())
        .log(
            "{} session {} of {} in {} began",
            protocol.name(),
            shownId(),
            room.participant(),
            roomId());
    if (refusedTrack.isPresent()) {
      // RFC 9725 section 4.4.3: all or nothing
      room.rejected(refusedTrack.get());
      leave(LeaveReason.LEFT);
    } else {
      extension = protocol.extend(this);
      grants.open();
      room.accepted(joined.requestId());
    }
  }

  private void onRejected(RoomEvent.Rejected rejected) {
    if (state == State.JOINING && room.isOfJoin(rejected)) {
      if (ResourceRoom.isAboutOneTrack(rejected.code())) {
        refusedTrack = Optional.of(rejected);
        return;
      }
      forget();
    }
    room.rejected(rejected);
  }

  /** Of such a session nothing is left, not even something to delete. */
  private static boolean wasSentAway(LeaveReason reason) {
    return switch (reason) {
      case KICKED, TOKEN_REVOKED, TOKEN_EXPIRED -> true;
      default -> false;
    };
  }

  // ---- tokens

  /**
   * Another token came with a request: what it allows holds from now on.
   *
   * @throws WishRefusal when it is somebody else's, or does not allow what this session is for
   */
  void refresh(Grants shown) throws WishRefusal {
    grants.refresh(shown);
  }

  // ---- ICE

  /** Whether these credentials of the peer's begin another ICE session. */
  boolean isRestart(IceCredentials remote) {
    return negotiation.isRestart(remote);
  }

  /**
   * Restarts ICE. Until the room has done it, and if it does not, the session is as it was.
   *
   * @param onAnswer called once, with what the peer is to be told; with nothing when the room would
   *     not
   */
  void restart(IceCredentials remote, Consumer<Optional<SdpFragment>> onAnswer) {
    IceRestart restart = negotiation.restart(remote);
    room.renegotiate(
        restart.session(),
        rejected -> {
          if (rejected.isEmpty()) {
            negotiation.restarted(remote);
            line(log.atInfo()).log("{} session {} restarted ICE", protocol.name(), shownId());
          }
          onAnswer.accept(rejected.isEmpty() ? Optional.of(restart.fragment()) : Optional.empty());
        });
  }

  // ---- what the protocol adds

  @Override
  public void chooseLayer(
      String mid, LayerChoice choice, Consumer<Optional<WishRefusal>> onAnswer) {
    SessionLoop.Timer timer =
        context
            .loop()
            .schedule(
                () -> onAnswer.accept(Optional.of(RoomAnswers.noAnswer())),
                Opening.ROOM_TIMEOUT_NANOS);
    room.chooseLayer(
        mid,
        choice,
        rejected -> {
          timer.cancel();
          onAnswer.accept(rejected.map(RoomAnswers::refusal));
        });
  }

  /** Tells the client where to go; false when it does not listen. */
  boolean sendAway() {
    return extension.onDrain(standIn.map(node -> node + endpoint));
  }

  // ---- ending

  /** Leaves the room. Idempotent. */
  void leave(LeaveReason reason) {
    if (state == State.OFFERED) {
      forget();
    } else if (state != State.ENDED) {
      room.leave(reason);
      end(reason);
    }
  }

  private void end(LeaveReason reason) {
    if (state == State.OPEN) {
      line(log.atInfo())
          .log(
              "{} session {} of {} in {} ended: {}",
              protocol.name(),
              shownId(),
              room.participant(),
              roomId(),
              reason.wireName());
    }
    if (reason == LeaveReason.SERVER_SHUTDOWN) {
      var unused = sendAway();
    }
    forget();
    room.close();
  }

  /** The room would not take the client in, who had answered our offer. */
  void refused(WishRefusal refusal) {
    joining.onEnd(refusal.outcome(), refusal.reason(), context.clock().nanoTime());
  }

  private void forget() {
    if (state == State.OFFERED) {
      joining.onEnd(JoinOutcome.ABANDONED, "not answered", context.clock().nanoTime());
    }
    state = State.ENDED;
    grants.close();
    registry.remove(this);
    extension.onEnd();
  }

  private LoggingEventBuilder line(LoggingEventBuilder line) {
    return LogFields.of(line, roomId(), room.participant(), joining.ids());
  }

  private String shownId() {
    return Ticket.shown(id);
  }
}
