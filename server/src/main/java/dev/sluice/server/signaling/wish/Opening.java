package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.negotiation.Answer;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.signaling.IceServerLink;
import dev.sluice.server.signaling.SessionLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One POST, from the text of its offer to the session it opens. RFC 9725 section 4.2. Owned by the
 * session loop.
 */
final class Opening {

  /** A room answers within a tick unless its loop is lost; OBS waits eight seconds in all. */
  private static final long ROOM_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final WishContext context;
  private final WishOptions options;
  private final ResourceRegistry registry;
  private final WishProtocol protocol;
  private final Request request;
  private final CompletableFuture<Response> response;

  private Entrant entrant;
  private SessionDescription offer;

  /**
   * @param response completed when all is done; fails with a {@link WishRefusal}
   */
  Opening(
      WishContext context,
      WishOptions options,
      ResourceRegistry registry,
      WishProtocol protocol,
      Request request,
      CompletableFuture<Response> response) {
    this.context = context;
    this.options = options;
    this.registry = registry;
    this.protocol = protocol;
    this.request = request;
    this.response = response;
  }

  /**
   * Begins.
   *
   * @param draining whether this server takes nobody in any more
   * @throws WishRefusal when nothing comes of it
   */
  void start(boolean draining) throws WishRefusal {
    entrant = protocol.entrant(request);
    Redirection.check(options, entrant.room(), request, draining);
    if (!context.access().admits(entrant.room(), request.token())) {
      throw WishRefusal.unauthorized();
    }
    checkCapacity();
    MediaType.require(request, MediaType.SDP);
    try {
      offer = SessionDescription.parse(request.bodyText(), options.sdpLimits());
    } catch (SdpException e) {
      throw WishRefusal.of(e);
    }
    protocol.checkOffer(offer, entrant);
    enter(true);
  }

  private void checkCapacity() throws WishRefusal {
    if (registry.size() >= options.maxSessions() || context.overloaded().getAsBoolean()) {
      throw WishRefusal.retry(503, "the server is busy", RoomAnswers.BUSY_SECONDS);
    }
  }

  private void enter(boolean mayRetry) throws WishRefusal {
    RoomHandle room = room();
    MediaResource resource = new MediaResource(context, registry, protocol, entrant, room);
    Answer answer;
    try {
      answer = resource.answer(offer);
    } catch (NegotiationException e) {
      throw WishRefusal.of(e);
    }
    protocol.checkAnswer(offer, answer.session());
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
    if (entrant.membership().role() == Membership.Role.VIEWER) {
      return context.rooms().find(entrant.room()).orElseThrow(RoomAnswers::noActivePublisher);
    }
    return context.rooms().open(entrant.room());
  }

  private Response created(MediaResource resource, Answer answer) {
    Response created =
        Response.text(201, MediaType.SDP, answer.sdp())
            .with("Location", resource.path())
            .with("ETag", resource.entityTag())
            .with("Accept-Patch", SdpFragment.MEDIA_TYPE);
    for (String link :
        IceServerLink.values(context.iceServers().iceServers(entrant.participant().value()))) {
      created = created.with("Link", link);
    }
    return created;
  }
}
