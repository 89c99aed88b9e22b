package dev.sluice.server.signaling;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.signaling.SignalingSession.Client;

/**
 * Another token in the midst of a session: when the room has taken what it allows, that holds, and
 * what the former said is forgotten. Owned by the session's loop.
 */
final class TokenRenewal {

  private final ParticipantId participant;
  private final SessionRights rights;
  private final SessionProfile profile;
  private final ExpiryTimer expiry;
  private final RoomLink room;
  private final Replies replies;

  TokenRenewal(
      ParticipantId participant,
      SessionRights rights,
      SessionProfile profile,
      ExpiryTimer expiry,
      RoomLink room,
      Replies replies) {
    this.participant = participant;
    this.rights = rights;
    this.profile = profile;
    this.expiry = expiry;
    this.room = room;
    this.replies = replies;
  }

  /** The client shows a token. */
  void refresh(Client client, ClientMessage.RefreshToken refresh) {
    try {
      entitle(client, rights.refreshed(refresh.token(), client.address()), refresh.id());
    } catch (SignalingRefusal e) {
      replies.refuse(client, e.error(), refresh.id());
    }
  }

  /** What it allows was looked up. */
  void entitle(Client client, Grants next, long inReplyTo) {
    long requestId =
        room.request(
            () -> {
              adopt(next);
              client.send(new ServerMessage.PermissionsChanged(rights.permissions()));
              replies.ok(client, inReplyTo);
            },
            rejected -> replies.rejected(client, rejected, inReplyTo));
    room.say(new RoomCommand.Entitle(requestId, participant, next.entitlement(), room.sink()));
  }

  private void adopt(Grants next) {
    Grants former = rights.grants();
    rights.renew(next);
    expiry.follow(next.expires());
    if (profile.adopt(former)) {
      room.say(new RoomCommand.UpdateProfile(0, participant, next.name(), profile.metadata()));
    }
  }
}
