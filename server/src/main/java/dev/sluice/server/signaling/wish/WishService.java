package dev.sluice.server.signaling.wish;

import dev.sluice.server.auth.Grants;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.signaling.RandomNames;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** All WHIP and WHEP sessions of this server. Thread-safe. */
public final class WishService {

  /** How long an event takes to a client, far away as it may be. */
  private static final long HEARING_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final WishOptions options;
  private final WishContext context;
  private final ResourceRegistry registry = new ResourceRegistry();
  private final WishCounters counters = new WishCounters();
  private volatile boolean draining;
  private volatile boolean shut;

  public WishService(WishOptions options, WishContext context) {
    this.options = options;
    this.context = context;
  }

  public WishOptions options() {
    return options;
  }

  /** Makes names that nobody can guess. */
  public RandomNames names() {
    return context.names();
  }

  /**
   * From now on who asks for a room that is not taken is sent elsewhere, or away. What rooms are
   * taken is {@link dev.sluice.server.room.Rooms#takes}' to say.
   */
  public void drain() {
    draining = true;
  }

  /**
   * Tells whoever listens in these rooms where to go, and lets them hear it: once a session is
   * over, its client listens no longer.
   *
   * @param then ends the sessions; called on the session loop
   */
  public void sendAway(Set<RoomId> rooms, Runnable then) {
    context
        .loop()
        .execute(
            () -> {
              boolean listeners = false;
              for (MediaResource resource : registry.all()) {
                listeners |= rooms.contains(resource.roomId()) && resource.sendAway();
              }
              if (listeners) {
                var unused = context.loop().schedule(then, HEARING_NANOS);
              } else {
                then.run();
              }
            });
  }

  /** Takes people in again after a {@link #drain}; not to be called after {@link #shutDown}. */
  public void admit() {
    draining = false;
  }

  /** Ends all sessions. Returns at once. */
  public void shutDown() {
    shut = true;
    registry
        .all()
        .forEach(
            resource -> context.loop().execute(() -> resource.leave(LeaveReason.SERVER_SHUTDOWN)));
  }

  /** A snapshot. */
  public WishStats stats() {
    return new WishStats(
        registry.sizes(),
        counters.posts(),
        counters.iceRestarts.sum(),
        counters.remoteCandidates.sum());
  }

  WishContext context() {
    return context;
  }

  // ---- what routes ask

  /** A POST to an endpoint. */
  CompletionStage<Response> open(WishProtocol protocol, Request request) {
    long receivedNanos = context.clock().nanoTime();
    return onLoop(
            response ->
                new Opening(context, options, registry, protocol, request, response, receivedNanos)
                    .start(this::turnsAway))
        .whenComplete(
            (response, failure) ->
                counters.posted(protocol, failure == null ? response.status() : 500));
  }

  /** Whether somebody has to be turned away who asks for this room. */
  private boolean turnsAway(RoomId room) {
    return shut || (draining && !context.rooms().takes(room));
  }

  /** A PATCH to a session. */
  CompletionStage<Response> patch(WishProtocol protocol, Request request) {
    return onLoop(
        response -> {
          MediaResource resource = authorised(protocol, request);
          if (!resource.takesPatch()) {
            throw WishRefusal.retry(429, "too many requests", 1);
          }
          if (resource.isOffered()) {
            new AnswerPatch(context, options, resource, request).start(response);
          } else {
            new TricklePatch(context, options, counters, resource, request).start(response);
          }
        });
  }

  /**
   * A DELETE to a session; exactly 200, since OBS keeps the session otherwise. One that the client
   * itself ended by closing its media can still be deleted.
   */
  CompletionStage<Response> delete(WishProtocol protocol, Request request) {
    return onLoop(
        response -> {
          Optional<ResourceRegistry.Ended> ended = registry.findEnded(protocol, request);
          if (ended.isPresent()) {
            new Door(context.access()).shown(ended.get().room(), request);
            registry.forget(request.variable("id"));
          } else {
            authorised(protocol, request).leave(LeaveReason.LEFT);
          }
          response.complete(Response.status(200));
        });
  }

  /** A GET to a session: nothing is to be seen, but whether it is there. */
  CompletionStage<Response> get(WishProtocol protocol, Request request) {
    return onLoop(
        response -> {
          authorised(protocol, request);
          response.complete(Response.status(204));
        });
  }

  /** What a route does with a session's extension: completes the response, or refuses. */
  @FunctionalInterface
  public interface ExtensionStep<E extends SessionExtension> {
    void run(E extension, CompletableFuture<Response> response) throws WishRefusal;
  }

  /**
   * A request to something that a protocol added to a session.
   *
   * @param type of the extensions of that protocol
   */
  public <E extends SessionExtension> CompletionStage<Response> ask(
      WishProtocol protocol, Request request, Class<E> type, ExtensionStep<E> step) {
    return onLoop(
        response -> {
          MediaResource resource = authorised(protocol, request);
          if (!resource.takesPatch()) {
            throw WishRefusal.retry(429, "too many requests", 1);
          }
          if (!type.isInstance(resource.extension())) {
            throw WishRefusal.of(409, "the session is not open yet");
          }
          step.run(type.cast(resource.extension()), response);
        });
  }

  /**
   * The session of a request. Its URL is a secret, and who knows it needs no token besides; but a
   * token that is sent has to be right, so that a client learns that it lost its rights, and what
   * it allows holds from then on: RFC 9725 section 4.5 wants a token in every request, so that a
   * client that has got another one shows it there.
   */
  private MediaResource authorised(WishProtocol protocol, Request request) throws WishRefusal {
    MediaResource resource = registry.find(protocol, request).orElseThrow(() -> noSession(request));
    Optional<Grants> shown = new Door(context.access()).shown(resource.roomId(), request);
    if (shown.isPresent()) {
      resource.refresh(shown.get());
    }
    return resource;
  }

  /**
   * A publisher takes 404 for the end: somebody else may be in its place. One whose room was moved
   * should come back instead.
   */
  private WishRefusal noSession(Request request) {
    String room = request.variable("room");
    return RoomId.isValid(room) && turnsAway(new RoomId(room))
        ? WishRefusal.retry(503, "the room is elsewhere now", RoomAnswers.DRAINING_SECONDS)
        : WishRefusal.of(404, "no such session");
  }

  boolean admits(RoomId room, Request request) {
    return context.access().admits(room, request.token());
  }

  /** What happens on the loop: it completes the response, now or later, or refuses. */
  private interface Step {
    void run(CompletableFuture<Response> response) throws WishRefusal;
  }

  private CompletionStage<Response> onLoop(Step step) {
    CompletableFuture<Response> response = new CompletableFuture<>();
    context
        .loop()
        .execute(
            () -> {
              try {
                step.run(response);
              } catch (WishRefusal | RuntimeException e) {
                response.completeExceptionally(e);
              }
            });
    return response.exceptionally(WishService::refusal);
  }

  private static Response refusal(Throwable failure) {
    if (failure instanceof WishRefusal refusal) {
      return refusal.response();
    }
    throw failure instanceof CompletionException wrapped
        ? wrapped
        : new CompletionException(failure);
  }
}
