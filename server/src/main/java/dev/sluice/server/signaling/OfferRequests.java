package dev.sluice.server.signaling;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.IceServer;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.negotiation.Answer;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.signaling.SignalingSession.Client;
import java.util.List;

/**
 * The offers of a session, the first of which comes with the join: one at a time, and the answer is
 * sent when the room has done what it says. Owned by the session's loop.
 */
final class OfferRequests {

  private final SessionContext context;
  private final ParticipantId participant;
  private final RoomLink room;
  private final Replies replies;
  private final String cname;

  private SessionNegotiation negotiation;
  private boolean pending;

  OfferRequests(SessionContext context, ParticipantId participant, RoomLink room, Replies replies) {
    this.context = context;
    this.participant = participant;
    this.room = room;
    this.replies = replies;
    this.cname = context.registry().randomName();
  }

  /**
   * Answers the offer of a join.
   *
   * @param candidates of the loop the room lives on
   * @throws SignalingRefusal when it is none or cannot be answered
   */
  Answer first(List<IceCandidate> candidates, String offer) throws SignalingRefusal {
    negotiation = new SessionNegotiation(context, candidates, cname);
    return negotiation.answer(offer);
  }

  /** A further offer. */
  void offered(Client client, ClientMessage.Offer offer) {
    if (pending) {
      replies.refuse(client, SignalingError.OFFER_PENDING, offer.id());
      return;
    }
    Answer answer;
    try {
      answer = negotiation.answer(offer.sdp());
    } catch (SignalingRefusal e) {
      replies.refuse(client, e.error(), offer.id());
      return;
    }
    pending = true;
    long requestId =
        room.request(
            () -> {
              pending = false;
              client.send(answered(offer.id(), answer));
            },
            rejected -> rejected(client, rejected, offer.id()));
    room.say(
        new RoomCommand.Renegotiate(
            requestId,
            participant,
            answer.session(),
            RoomMessages.intents(offer.tracks()),
            answer.newTransport(),
            room.sink()));
  }

  private boolean rejected(Client client, RoomEvent.Rejected rejected, long inReplyTo) {
    if (Replies.isAboutOneTrack(rejected.code())
        || rejected.code() == RoomErrorCode.TOO_MANY_TRACKS) {
      replies.trackRejected(client, rejected);
      return false;
    }
    pending = false;
    return replies.rejected(client, rejected, inReplyTo);
  }

  /** With fresh TURN credentials when candidates are gathered anew. */
  private ServerMessage.Answer answered(long inReplyTo, Answer answer) {
    List<IceServer> servers =
        answer.iceRestart()
            ? context.options().iceServers().iceServers(participant.value())
            : List.of();
    return new ServerMessage.Answer(inReplyTo, answer.sdp(), answer.iceRestart(), servers);
  }

  /** Nobody waits for an answer any more. */
  void forget() {
    pending = false;
  }
}
