package dev.sluice.server.signaling.whep;

import dev.sluice.server.http.Request;
import dev.sluice.server.negotiation.Profile;
import dev.sluice.server.room.JoinProtocol;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.room.View;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.sdp.StreamDirection;
import dev.sluice.server.signaling.RandomNames;
import dev.sluice.server.signaling.wish.Entrant;
import dev.sluice.server.signaling.wish.MediaSession;
import dev.sluice.server.signaling.wish.Names;
import dev.sluice.server.signaling.wish.OfferRules;
import dev.sluice.server.signaling.wish.SessionExtension;
import dev.sluice.server.signaling.wish.WishProtocol;
import dev.sluice.server.signaling.wish.WishRefusal;
import dev.sluice.server.transport.SessionParameters;
import java.util.List;
import java.util.Optional;

/**
 * A WHEP player watches one stream: a participant by name, or whoever speaks; or the stage, which
 * goes beyond the draft and has an m-section for each participant on it.
 */
final class WhepProtocol implements WishProtocol {

  private static final int DEFAULT_STAGE = 4;
  private static final int LARGEST_STAGE = 16;

  private final RandomNames names;

  /**
   * @param names for viewers, who have none of their own
   */
  WhepProtocol(RandomNames names) {
    this.names = names;
  }

  @Override
  public String name() {
    return "whep";
  }

  @Override
  public JoinProtocol joins() {
    return JoinProtocol.WHEP;
  }

  @Override
  public Profile profile() {
    return Profile.EGRESS;
  }

  @Override
  public Entrant entrant(Request request) throws WishRefusal {
    ParticipantId viewer = new ParticipantId("viewer-" + names.next());
    return new Entrant(
        Names.room(request),
        Optional.empty(),
        viewer,
        Names.display(request).orElse(""),
        Membership.viewer(view(request)));
  }

  private static View view(Request request) throws WishRefusal {
    Optional<ParticipantId> publisher = Names.participant(request);
    if (publisher.isPresent()) {
      return new View.Publisher(publisher.get());
    }
    String view = request.query("view").orElse("speaker");
    return switch (view) {
      case "speaker" -> new View.ActiveSpeaker();
      case "stage" -> new View.Stage(stageSize(request));
      default -> throw WishRefusal.of(400, "view must be speaker or stage");
    };
  }

  private static int stageSize(Request request) throws WishRefusal {
    Optional<String> text = request.query("n");
    if (text.isEmpty()) {
      return DEFAULT_STAGE;
    }
    if (text.get().matches("[1-9][0-9]?") && Integer.parseInt(text.get()) <= LARGEST_STAGE) {
      return Integer.parseInt(text.get());
    }
    throw WishRefusal.of(400, "n must be 1 to " + LARGEST_STAGE);
  }

  @Override
  public void checkOffer(SessionDescription offer, Entrant entrant) throws WishRefusal {
    OfferRules.requireFullIce(offer);
    OfferRules.requireDirections(
        offer, StreamDirection::receives, "a player must offer recvonly or sendrecv");
    int most = entrant.membership().view() instanceof View.Stage stage ? stage.first() : 1;
    OfferRules.requireAtMost(offer, most);
  }

  /** What a player cannot be shown is left out: the draft has no rule of all or nothing. */
  @Override
  public void checkAnswer(SessionDescription offer, SessionParameters agreed) {}

  @Override
  public boolean countersOffers() {
    return true;
  }

  @Override
  public SessionExtension extend(MediaSession session) {
    return new PlayerExtension(session);
  }

  @Override
  public List<TrackIntent> tracks(SessionParameters agreed) {
    return List.of();
  }
}
