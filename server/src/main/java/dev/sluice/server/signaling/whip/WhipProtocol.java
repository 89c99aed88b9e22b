package dev.sluice.server.signaling.whip;

import dev.sluice.server.http.Request;
import dev.sluice.server.negotiation.Profile;
import dev.sluice.server.room.JoinProtocol;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.sdp.StreamDirection;
import dev.sluice.server.signaling.wish.Entrant;
import dev.sluice.server.signaling.wish.Names;
import dev.sluice.server.signaling.wish.OfferRules;
import dev.sluice.server.signaling.wish.WishProtocol;
import dev.sluice.server.signaling.wish.WishRefusal;
import dev.sluice.server.transport.MediaParameters;
import dev.sluice.server.transport.SessionParameters;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A WHIP client publishes one stream: at most one audio and one video track. RFC 9725. */
final class WhipProtocol implements WishProtocol {

  /** Every client that names nobody is this one, so that an encoder that comes back takes over. */
  private static final ParticipantId DEFAULT_PUBLISHER = new ParticipantId("publisher");

  private final DuplicatePolicy policy;

  /**
   * @param policy what a publisher does whose id is in the room already
   */
  WhipProtocol(DuplicatePolicy policy) {
    this.policy = policy;
  }

  @Override
  public String name() {
    return "whip";
  }

  @Override
  public JoinProtocol joins() {
    return JoinProtocol.WHIP;
  }

  @Override
  public Profile profile() {
    return Profile.INGEST;
  }

  @Override
  public Entrant entrant(Request request) throws WishRefusal {
    Optional<ParticipantId> asked = Names.participant(request);
    ParticipantId participant = asked.orElse(DEFAULT_PUBLISHER);
    return new Entrant(
        Names.room(request),
        asked,
        participant,
        Names.display(request).orElse(participant.value()),
        Membership.publisher(policy));
  }

  @Override
  public void checkOffer(SessionDescription offer, Entrant entrant) throws WishRefusal {
    OfferRules.requireFullIce(offer);
    OfferRules.requireDirections(
        offer, StreamDirection::sends, "a publisher must offer sendonly or sendrecv");
    OfferRules.requireAtMost(offer, 1);
    OfferRules.requireOneStream(offer);
  }

  /** All or nothing, RFC 9725 section 4.4.3. OBS gives up too when a layer is missing. */
  @Override
  public void checkAnswer(SessionDescription offer, SessionParameters agreed) throws WishRefusal {
    for (MediaSection section : OfferRules.live(offer)) {
      Optional<MediaParameters> accepted = section.mid().flatMap(agreed::media);
      if (accepted.isEmpty()) {
        throw WishRefusal.of(
            422,
            "the %s section cannot be accepted: it is not bundled, not multiplexed, or has no codec"
                    .formatted(section.media())
                + " that this server forwards");
      }
      Set<String> layers = new HashSet<>(section.simulcastSend());
      layers.removeAll(accepted.get().rids());
      if (!layers.isEmpty()) {
        throw WishRefusal.of(
            422, "not all simulcast layers can be accepted: " + String.join(", ", layers));
      }
    }
  }

  @Override
  public List<TrackIntent> tracks(SessionParameters agreed) {
    return agreed.media().stream()
        .map(
            section ->
                new TrackIntent(
                    section.mid(),
                    section.kind() == MediaKind.AUDIO ? TrackSource.MICROPHONE : TrackSource.CAMERA,
                    "",
                    false))
        .toList();
  }
}
