package dev.sluice.server.signaling.wish;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.negotiation.Answer;
import dev.sluice.server.negotiation.IceRestart;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.negotiation.OfferAnswer;
import dev.sluice.server.negotiation.Profile;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.signaling.RandomNames;
import dev.sluice.server.transport.SessionParameters;
import java.util.List;

/**
 * What one session and its client agree on: media once, ICE as often as the client restarts it.
 * Owned by the session loop.
 */
final class ResourceNegotiation {

  /** The client's credentials before it has told them. */
  private static final IceCredentials NOBODY = new IceCredentials("", "");

  /** One ICE session: the entity tag names it, the peer's credentials tell it from the next. */
  private record IceGeneration(String entityTag, IceCredentials remote) {}

  private final OfferAnswer offerAnswer;
  private final RandomNames names;
  private IceGeneration ice;
  private List<String> mids = List.of();
  private SessionParameters agreed;

  ResourceNegotiation(WishContext context, Profile profile, List<IceCandidate> candidates) {
    this.names = context.names();
    this.offerAnswer =
        new OfferAnswer(
            context.negotiation().withProfile(profile),
            context.fingerprint(),
            candidates,
            names.next(),
            context.random());
  }

  /**
   * Answers the client's offer.
   *
   * @throws NegotiationException when it cannot be answered
   */
  Answer answer(SessionDescription offer) throws NegotiationException {
    Answer answer = offerAnswer.answer(offer);
    agree(answer.session(), offer, newEntityTag());
    return answer;
  }

  /**
   * Offers what is published instead.
   *
   * @return the offer's text
   * @throws NegotiationException when nothing of it can be offered
   */
  String counterOffer(List<PayloadFormat> published) throws NegotiationException {
    String offer = offerAnswer.counterOffer(published);
    ice = new IceGeneration(newEntityTag(), NOBODY);
    return offer;
  }

  /**
   * Takes the answer to the counter-offer.
   *
   * @throws NegotiationException when it is none; the offer waits on
   */
  SessionParameters accept(SessionDescription answer) throws NegotiationException {
    SessionParameters accepted = offerAnswer.accept(answer);
    agree(accepted, answer, ice.entityTag());
    return accepted;
  }

  private void agree(SessionParameters session, SessionDescription peers, String entityTag) {
    agreed = session;
    mids = peers.media().stream().map(section -> section.mid().orElse("")).toList();
    ice = new IceGeneration(entityTag, session.transport().remoteIce());
  }

  /** The mids of all m-lines in their order; empty for one that has none. */
  List<String> mids() {
    return mids;
  }

  /** What was agreed last. */
  SessionParameters agreed() {
    return agreed;
  }

  /** The present strong entity tag, in quotes. */
  String entityTag() {
    return ice.entityTag();
  }

  /** Whether these credentials of the peer's begin another ICE session. */
  boolean isRestart(IceCredentials remote) {
    return !ice.remote().equals(remote);
  }

  /** What an ICE restart would be; it is none until {@link #restarted}. */
  IceRestart restart(IceCredentials remote) {
    return offerAnswer.restart(remote);
  }

  /** The room has followed. */
  void restarted(IceCredentials remote) {
    ice = new IceGeneration(newEntityTag(), remote);
  }

  private String newEntityTag() {
    return '"' + names.next() + '"';
  }
}
