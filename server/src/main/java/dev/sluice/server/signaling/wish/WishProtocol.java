package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Request;
import dev.sluice.server.negotiation.Profile;
import dev.sluice.server.room.JoinProtocol;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.transport.SessionParameters;
import java.util.List;

/** What distinguishes WHIP from WHEP. Stateless. */
public interface WishProtocol {

  /** {@code whip} or {@code whep}: the first segment of session paths, and a label of metrics. */
  String name();

  /** The same for those who watch joins. */
  JoinProtocol joins();

  /** Which way media go. */
  Profile profile();

  /**
   * Who asks to be let in.
   *
   * @throws WishRefusal when path or query do not tell
   */
  Entrant entrant(Request request) throws WishRefusal;

  /**
   * Checks what the protocol wants of an offer beyond what can be answered at all.
   *
   * @throws WishRefusal when it breaks a rule
   */
  void checkOffer(SessionDescription offer, Entrant entrant) throws WishRefusal;

  /**
   * Checks what would be answered.
   *
   * @throws WishRefusal when that is not enough
   */
  void checkAnswer(SessionDescription offer, SessionParameters agreed) throws WishRefusal;

  /**
   * Whether a client that offers nothing which fits what is published is offered what is: 406 Not
   * Acceptable, draft-ietf-wish-whep, "Server Sends Counter-Offer".
   */
  default boolean countersOffers() {
    return false;
  }

  /** What this protocol adds to a session that is open now. */
  default SessionExtension extend(MediaSession session) {
    return SessionExtension.NONE;
  }

  /** What the client publishes from the start. */
  List<TrackIntent> tracks(SessionParameters agreed);
}
