package dev.sluice.server.signaling;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.negotiation.Answer;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.negotiation.OfferAnswer;
import dev.sluice.server.sdp.SdpException;
import dev.sluice.server.sdp.SessionDescription;
import java.util.List;

/** A session's offers, from text to answer. Owned by the session. */
final class SessionNegotiation {

  private final SessionContext context;
  private final OfferAnswer offerAnswer;

  /**
   * @param candidates of the loop the room lives on
   * @param cname of all we send in the session
   */
  SessionNegotiation(SessionContext context, List<IceCandidate> candidates, String cname) {
    this.context = context;
    this.offerAnswer =
        new OfferAnswer(
            context.negotiation(), context.fingerprint(), candidates, cname, context.random());
  }

  /**
   * Answers an offer.
   *
   * @throws SignalingRefusal when it is none or cannot be answered; nothing has changed then
   */
  Answer answer(String offer) throws SignalingRefusal {
    try {
      return offerAnswer.answer(SessionDescription.parse(offer, context.options().sdpLimits()));
    } catch (SdpException e) {
      throw new SignalingRefusal(SignalingError.of(e), e);
    } catch (NegotiationException e) {
      throw new SignalingRefusal(SignalingError.of(e), e);
    }
  }
}
