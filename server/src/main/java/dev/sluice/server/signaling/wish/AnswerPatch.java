package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.signaling.SessionLoop;
import dev.sluice.server.transport.SessionParameters;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One PATCH with the answer to a counter-offer. An answer that is refused may be followed by a
 * better one, as long as the offer is valid. Owned by the session loop.
 */
final class AnswerPatch {

  private final WishContext context;
  private final WishOptions options;
  private final MediaResource resource;
  private final Request request;

  AnswerPatch(WishContext context, WishOptions options, MediaResource resource, Request request) {
    this.context = context;
    this.options = options;
    this.resource = resource;
    this.request = request;
  }

  /**
   * Does it.
   *
   * @throws WishRefusal at once when nothing comes of it
   */
  void start(CompletableFuture<Response> response) throws WishRefusal {
    MediaType.require(request, MediaType.SDP);
    if (EntityTag.match(request.header("If-Match"), resource.entityTag())
        == EntityTag.Outcome.DIFFERS) {
      throw WishRefusal.of(412, "this is not the session that was offered");
    }
    SessionParameters agreed = agreed();
    SessionLoop.Timer timer =
        context
            .loop()
            .schedule(
                () -> resource.leave(LeaveReason.NEVER_CONNECTED), Opening.ROOM_TIMEOUT_NANOS);
    resource.join(
        agreed,
        List.of(),
        rejected -> {
          timer.cancel();
          if (rejected.isPresent()) {
            WishRefusal refusal = RoomAnswers.refusal(rejected.get());
            resource.refused(refusal);
            response.completeExceptionally(refusal);
          } else {
            response.complete(Response.status(204).with("ETag", resource.entityTag()));
          }
        });
  }

  private SessionParameters agreed() throws WishRefusal {
    try {
      return resource.accept(SessionDescription.parse(request.bodyText(), options.sdpLimits()));
    } catch (SdpException e) {
      throw WishRefusal.of(e);
    } catch (NegotiationException e) {
      throw WishRefusal.of(e);
    }
  }
}
