package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.negotiation.TrickleUpdate;
import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.signaling.SessionLoop;
import dev.sluice.server.signaling.wish.WishOptions.IfMatch;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One PATCH with a fragment of ICE information: candidates, or a restart. RFC 9725 section 4.3.
 * Owned by the session loop.
 */
final class TricklePatch {

  private final WishContext context;
  private final WishOptions options;
  private final WishCounters counters;
  private final MediaResource resource;
  private final Request request;

  TricklePatch(
      WishContext context,
      WishOptions options,
      WishCounters counters,
      MediaResource resource,
      Request request) {
    this.context = context;
    this.options = options;
    this.counters = counters;
    this.resource = resource;
    this.request = request;
  }

  /**
   * Does it.
   *
   * @throws WishRefusal at once when nothing comes of it
   */
  void start(CompletableFuture<Response> response) throws WishRefusal {
    MediaType.require(request, SdpFragment.MEDIA_TYPE);
    TrickleUpdate update = update();
    checkPrecondition();
    Optional<IceCredentials> fresh = update.credentials().filter(resource::isRestart);
    if (fresh.isPresent()) {
      restart(fresh.get(), response);
    } else {
      counters.remoteCandidates.add(update.candidates());
      response.complete(Response.status(204));
    }
  }

  private TrickleUpdate update() throws WishRefusal {
    try {
      return TrickleUpdate.read(SdpFragment.parse(request.bodyText(), options.sdpLimits()));
    } catch (SdpException e) {
      throw WishRefusal.of(e);
    } catch (NegotiationException e) {
      throw WishRefusal.of(400, e.getMessage());
    }
  }

  private void checkPrecondition() throws WishRefusal {
    switch (EntityTag.match(request.header("If-Match"), resource.entityTag())) {
      case MATCHES -> {}
      case MISSING -> {
        if (options.ifMatch() == IfMatch.REQUIRED) {
          throw WishRefusal.of(428, "If-Match must name the ICE session");
        }
      }
      case DIFFERS -> throw WishRefusal.of(412, "this ICE session is over");
    }
  }

  private void restart(IceCredentials remote, CompletableFuture<Response> response) {
    SessionLoop.Timer timer =
        context
            .loop()
            .schedule(
                () -> response.completeExceptionally(RoomAnswers.noAnswer()),
                Opening.ROOM_TIMEOUT_NANOS);
    resource.restart(
        remote,
        done -> {
          timer.cancel();
          if (done.isPresent()) {
            counters.iceRestarts.increment();
            response.complete(
                Response.text(200, SdpFragment.MEDIA_TYPE, done.get().write())
                    .with("ETag", resource.entityTag()));
          } else {
            response.completeExceptionally(WishRefusal.retry(503, "ICE could not be restarted", 1));
          }
        });
  }
}
