package dev.sluice.server.signaling.wish;

import dev.sluice.server.auth.Grants;
import dev.sluice.server.http.ClientKey;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.negotiation.Answer;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.room.JoinIds;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinRequest;
import dev.sluice.server.room.JoinStage;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomView;
import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.signaling.ClientKind;
import dev.sluice.server.signaling.IceServerLink;
import dev.sluice.server.signaling.SessionLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One POST, from the text of its offer to the session it opens. RFC 9725 section 4.2. Owned by the
 * session loop.
 */
final class Opening {

  /** A room answers within a tick unless its loop is lost; OBS waits eight seconds in all. */
  static final long ROOM_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final WishContext context;
  private final WishOptions options;
  private final ResourceRegistry registry;
  private final WishProtocol protocol;
  private final Request request;
  private final CompletableFuture<Response> response;
  private final long receivedNanos;
  private final String id;

  private Entrant entrant;
  private Grants grants;
  private SessionDescription offer;
  private JoinListener joining = JoinListener.NONE;
  private Predicate<RoomId> turnedAway;

  /**
   * @param response completed when all is done; fails with a {@link WishRefusal}
   * @param receivedNanos when the request came
   */
  Opening(
      WishContext context,
      WishOptions options,
      ResourceRegistry registry,
      WishProtocol protocol,
      Request request,
      CompletableFuture<Response> response,
      long receivedNanos) {
    this.context = context;
    this.options = options;
    this.registry = registry;
    this.protocol = protocol;
    this.request = request;
    this.response = response;
    this.receivedNanos = receivedNanos;
    this.id = context.names().next();
  }

  /**
   * Begins.
   *
   * @param turnedAway whether this server, which drains, does not take a room
   * @throws WishRefusal when nothing comes of it
   */
  void start(Predicate<RoomId> turnedAway) throws WishRefusal {
    this.turnedAway = turnedAway;
    entrant = protocol.entrant(request);
    joining = context.joins().begin(joinRequest());
    var unused = response.whenComplete((opened, failure) -> endIf(failure));
    redirect();
    // before the token, which may be good for one entry only
    checkCapacity();
    MediaType.require(request, MediaType.SDP);
    grants = new Door(context.access()).enter(entrant, request);
    entrant = entrant.as(grants);
    try {
      offer = SessionDescription.parse(request.bodyText(), options.sdpLimits());
    } catch (SdpException e) {
      throw WishRefusal.of(e);
    }
    protocol.checkOffer(offer, entrant);
    joining.onStage(JoinStage.REQUEST, context.clock().nanoTime());
    enter(true);
  }

  private void redirect() throws WishRefusal {
    Redirection.check(options, entrant.room(), request, turnedAway.test(entrant.room()));
  }

  private JoinRequest joinRequest() {
    return new JoinRequest(
        protocol.joins(),
        entrant.room(),
        entrant.participant(),
        Ticket.shown(id),
        ClientKind.of(request.header("User-Agent")).word(),
        request.header("traceparent"),
        request.header("tracestate"),
        receivedNanos);
  }

  /** A counter-offer is no end, and neither is a session: the room tells of that from now on. */
  private void endIf(Throwable failure) {
    long nowNanos = context.clock().nanoTime();
    if (failure instanceof WishRefusal refusal) {
      joining.onEnd(refusal.outcome(), refusal.reason(), nowNanos);
    } else if (failure != null) {
      joining.onEnd(JoinOutcome.FAULT, "internal error", nowNanos);
    }
  }

  private void checkCapacity() throws WishRefusal {
    if (registry.size() >= options.maxSessions() || context.overloaded().getAsBoolean()) {
      throw WishRefusal.retry(503, "the server is busy", RoomAnswers.BUSY_SECONDS);
    }
    int most = options.maxSessionsPerClient();
    if (most > 0 && registry.size(ClientKey.of(request.client())) >= most) {
      throw WishRefusal.retry(429, "too many sessions", RoomAnswers.BUSY_SECONDS);
    }
  }

  private void enter(boolean mayRetry) throws WishRefusal {
    RoomHandle room = room();
    if (!protocol.countersOffers()) {
      MediaResource resource = resource(room);
      join(resource, answer(resource), mayRetry);
      return;
    }
    SessionLoop.Timer timer =
        context
            .loop()
            .schedule(
                () -> response.completeExceptionally(RoomAnswers.noAnswer()), ROOM_TIMEOUT_NANOS);
    room.execute(
        new RoomCommand.Inspect(
            entrant.membership().view(),
            view ->
                context
                    .loop()
                    .execute(
                        () -> {
                          timer.cancel();
                          complete(() -> onView(room, view, mayRetry));
                        })));
  }

  private MediaResource resource(RoomHandle room) {
    return new MediaResource(
        context,
        registry,
        protocol,
        entrant,
        grants,
        room,
        request,
        new Ticket(id, joining, options.drainRedirect()));
  }

  private Answer answer(MediaResource resource) throws WishRefusal {
    try {
      return resource.answer(offer);
    } catch (NegotiationException e) {
      throw WishRefusal.of(e);
    }
  }

  private void onView(RoomHandle room, RoomView view, boolean mayRetry) throws WishRefusal {
    if (response.isDone()) {
      return;
    }
    CounterOffering counter = new CounterOffering(offer, view);
    MediaResource resource = resource(room);
    Answer answer;
    try {
      answer = resource.answer(offer);
    } catch (NegotiationException e) {
      if (e.reason() == NegotiationException.Reason.NO_SUPPORTED_CODEC && counter.possible()) {
        offer(room, counter);
        return;
      }
      throw WishRefusal.of(e);
    }
    if (counter.possible() && !counter.serves(answer.session())) {
      offer(room, counter);
    } else {
      join(resource, answer, mayRetry);
    }
  }

  /** The session is another than the one that could not agree: it has negotiated nothing yet. */
  private void offer(RoomHandle room, CounterOffering counter) throws WishRefusal {
    MediaResource resource = resource(room);
    response.complete(finished(counter.make(context, resource)));
  }

  private void join(MediaResource resource, Answer answer, boolean mayRetry) throws WishRefusal {
    protocol.checkAnswer(offer, answer.session());
    if (mayRetry) {
      joining.onStage(JoinStage.NEGOTIATED, context.clock().nanoTime());
    }
    SessionLoop.Timer timer =
        context
            .loop()
            .schedule(() -> resource.leave(LeaveReason.NEVER_CONNECTED), ROOM_TIMEOUT_NANOS);
    resource.join(
        answer.session(),
        protocol.tracks(answer.session()),
        rejected -> {
          timer.cancel();
          complete(() -> onAnswer(resource, answer, rejected, mayRetry));
        });
  }

  private void onAnswer(
      MediaResource resource,
      Answer answer,
      Optional<RoomEvent.Rejected> rejected,
      boolean mayRetry)
      throws WishRefusal {
    if (rejected.isEmpty()) {
      response.complete(created(resource, answer));
    } else if (rejected.get().code() == RoomErrorCode.ROOM_CLOSED && mayRetry) {
      enter(false);
    } else {
      throw RoomAnswers.refusal(rejected.get());
    }
  }

  /** What may come of it. */
  private interface Step {
    void run() throws WishRefusal;
  }

  private void complete(Step step) {
    try {
      step.run();
    } catch (WishRefusal | RuntimeException e) {
      response.completeExceptionally(e);
    }
  }

  /** A viewer must not call a room into being: there is nothing to see in it. */
  private RoomHandle room() throws WishRefusal {
    // the room may have been moved between a first try and the next
    redirect();
    if (entrant.membership().role() == Membership.Role.VIEWER) {
      return context.rooms().find(entrant.room()).orElseThrow(RoomAnswers::noActivePublisher);
    }
    return context
        .rooms()
        .open(entrant.room())
        .orElseThrow(
            () ->
                WishRefusal.retry(
                    503, "the server has as many rooms as it may", RoomAnswers.BUSY_SECONDS));
  }

  private Response created(MediaResource resource, Answer answer) {
    Response created =
        Response.text(201, MediaType.SDP, answer.sdp())
            .with("Location", resource.path())
            .with("ETag", resource.entityTag())
            .with("Accept-Patch", SdpFragment.MEDIA_TYPE);
    for (String link : resource.extension().links()) {
      created = created.with("Link", link);
    }
    return finished(created);
  }

  /** With the ICE servers, and with the trace in which the server's part of the join is. */
  private Response finished(Response without) {
    JoinIds ids = joining.ids();
    Response with =
        ids.traced()
            ? without.with("Server-Timing", "traceparent;desc=\"" + ids.traceparent() + '"')
            : without;
    for (String link :
        IceServerLink.values(context.iceServers().iceServers(entrant.participant().value()))) {
      with = with.with("Link", link);
    }
    return with;
  }
}
