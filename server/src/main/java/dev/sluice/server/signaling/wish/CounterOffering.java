package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.HttpDate;
import dev.sluice.server.http.Response;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.room.RoomView;
import dev.sluice.server.rtp.FormatMatcher;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SdpFragment;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.transport.MediaParameters;
import dev.sluice.server.transport.SessionParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Whether an offer that cannot be served is worth a counter-offer, and the 406 that carries it:
 * draft-ietf-wish-whep, "Server Sends Counter-Offer".
 *
 * <p>Few players understand it, so it is the last resort: whoever offers one format that somebody
 * publishes gets an answer.
 */
final class CounterOffering {

  /** The draft's own default; told nevertheless. */
  private static final Duration VALIDITY = Duration.ofSeconds(30);

  /** The client reads seconds, and its answer travels: it is taken that much later. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final List<PayloadFormat> published;

  /**
   * @param offer what the player wants, its kinds of media in particular
   * @param view what is published for it
   */
  CounterOffering(SessionDescription offer, RoomView view) {
    List<String> wanted = OfferRules.live(offer).stream().map(MediaSection::media).toList();
    this.published =
        view.formats().stream()
            .filter(format -> wanted.contains(mediaOf(format.codec().kind())))
            .toList();
  }

  private static String mediaOf(MediaKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Whether something is published of a kind that the player wants. */
  boolean possible() {
    return !published.isEmpty();
  }

  /** Whether a session with what was agreed can carry any of what is published. */
  boolean serves(SessionParameters agreed) {
    List<PayloadFormat> carried =
        agreed.media().stream().map(MediaParameters::formats).flatMap(List::stream).toList();
    return published.stream().anyMatch(format -> FormatMatcher.match(format, carried).isPresent());
  }

  /**
   * Makes the offer, which expires by itself.
   *
   * @param resource a session that has negotiated nothing yet
   * @throws WishRefusal when there is nothing to offer
   */
  Response make(WishContext context, MediaResource resource) throws WishRefusal {
    String sdp;
    try {
      sdp = resource.counterOffer(published);
    } catch (NegotiationException e) {
      throw WishRefusal.of(e);
    }
    context.loop().schedule(resource::expireOffer, VALIDITY.plus(SLACK).toNanos());
    Instant validUntil = context.wallClock().instant().plus(VALIDITY);
    String type = MediaType.SDP + "; valid-until=\"" + HttpDate.format(validUntil) + '"';
    return Response.text(406, type, sdp)
        .with("Location", resource.path())
        .with("ETag", resource.entityTag())
        .with("Accept-Patch", MediaType.SDP + ", " + SdpFragment.MEDIA_TYPE);
  }
}
