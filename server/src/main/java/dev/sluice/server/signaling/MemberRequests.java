package dev.sluice.server.signaling;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.signaling.SignalingSession.Client;
import java.util.Map;

/**
 * What a client that is in a room asks: who may ask it, and who answers. An answer goes to the
 * client that asked, which is why nobody waits for one any more when another takes its place. Owned
 * by the session's loop.
 */
final class MemberRequests {

  private final ParticipantId participant;
  private final SessionRights rights;
  private final SessionProfile profile;
  private final RoomLink room;
  private final Replies replies;
  private final OfferRequests offers;
  private final TokenRenewal tokens;

  MemberRequests(
      ParticipantId participant,
      SessionRights rights,
      SessionProfile profile,
      RoomLink room,
      Replies replies,
      OfferRequests offers,
      TokenRenewal tokens) {
    this.participant = participant;
    this.rights = rights;
    this.profile = profile;
    this.room = room;
    this.replies = replies;
    this.offers = offers;
    this.tokens = tokens;
  }

  /** Handles any message but {@code join} and {@code leave}. */
  void handle(Client client, ClientMessage message) {
    if (room.isBusy()) {
      replies.refuse(client, SignalingError.TOO_MANY_PENDING, message.id());
    } else if (message instanceof ClientMessage.Offer offer) {
      offers.offered(client, offer);
    } else if (message instanceof ClientMessage.Update update) {
      update(client, update);
    } else if (message instanceof ClientMessage.RefreshToken refresh) {
      tokens.refresh(client, refresh);
    } else if (message instanceof ClientMessage.ControlRecording && !rights.mayRecord()) {
      replies.refuse(client, SignalingError.MAY_NOT_RECORD, message.id());
    } else {
      long requestId = request(client, message.id(), () -> {});
      room.say(RoomCommands.of(message, requestId, participant));
    }
  }

  private void update(Client client, ClientMessage.Update update) {
    if (!profile.permitsName(update.name())) {
      replies.refuse(client, SignalingError.NAME_IS_GIVEN, update.id());
      return;
    }
    Map<String, String> next =
        update.metadata().map(profile::completed).orElseGet(profile::metadata);
    long requestId = request(client, update.id(), () -> profile.metadata(next));
    room.say(new RoomCommand.UpdateProfile(requestId, participant, update.name(), next));
  }

  /** A request whose success is a plain ok. */
  private long request(Client client, long inReplyTo, Runnable onAccepted) {
    return room.request(
        () -> {
          onAccepted.run();
          replies.ok(client, inReplyTo);
        },
        rejected -> replies.rejected(client, rejected, inReplyTo));
  }

  /** Nobody waits for answers any more. */
  void forget() {
    room.forgetRequests();
    offers.forget();
  }
}
