package dev.sluice.server.room;

import dev.sluice.server.room.Membership.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What changes members' standing: operators remove and mute, tokens are revoked and refreshed.
 * Owned by the room's loop.
 */
final class RoomOrders {

  private static final Logger LOG = LoggerFactory.getLogger(RoomOrders.class);

  private final RoomId room;
  private final RoomGuard guard;
  private final Roster roster;
  private final RoomMembers members;
  private final RoomTracks tracks;
  private final TokenSessions sessions;

  RoomOrders(
      RoomId room,
      RoomGuard guard,
      Roster roster,
      RoomMembers members,
      RoomTracks tracks,
      TokenSessions sessions) {
    this.room = room;
    this.guard = guard;
    this.roster = roster;
    this.members = members;
    this.tracks = tracks;
    this.sessions = sessions;
  }

  OperatorAnswer remove(RoomCommand.Remove order) {
    return roster
        .find(order.participant())
        .<OperatorAnswer>map(
            who -> {
              members.remove(who, order.reason());
              return OperatorAnswer.Done.about(who);
            })
        .orElseGet(OperatorAnswer.NoSuchParticipant::new);
  }

  OperatorAnswer mute(RoomCommand.OrderMute order, long nowNanos) {
    OperatorAnswer answer = tracks.mutes().order(order, nowNanos);
    if (answer instanceof OperatorAnswer.Done) {
      JoinIds ids =
          roster.find(order.participant()).map(who -> who.joining().ids()).orElse(JoinIds.NONE);
      LogFields.of(LOG.atInfo(), room, order.participant(), ids)
          .log(
              "room {} {} {} {} by an operator",
              room,
              order.participant(),
              order.track().map(TrackId::value).orElse("all tracks"),
              order.muted() ? "muted" : "allowed");
    }
    return answer;
  }

  void endToken(RoomCommand.EndToken order) {
    for (Participant who : roster.copy()) {
      if (who.entitlement().tokenId().filter(order.tokenId()::equals).isPresent()) {
        members.remove(who, LeaveReason.TOKEN_REVOKED);
      }
    }
  }

  void endBarred(RoomCommand.EndBarred order) {
    for (Participant who : roster.copy()) {
      boolean meant =
          who.id().equals(order.participant()) || who.entitlement().names(order.participant());
      if (meant && guard.bars(room, who.id(), who.entitlement())) {
        members.remove(who, LeaveReason.KICKED);
      }
    }
  }

  /** Whoever else speaks for this participant now has nothing to entitle. */
  void entitle(RoomCommand.Entitle command, long nowNanos) {
    roster
        .find(command.participant())
        .filter(who -> who.hearsBy(command.sink()))
        .ifPresent(who -> answer(who, command, nowNanos));
  }

  private void answer(Participant who, RoomCommand.Entitle command, long nowNanos) {
    try {
      entitle(who, command.entitlement(), nowNanos);
      who.tell(new RoomEvent.Accepted(command.requestId()));
    } catch (RoomRefusal refusal) {
      who.tell(new RoomEvent.Rejected(command.requestId(), refusal.code(), refusal.getMessage()));
    }
  }

  private void entitle(Participant who, Entitlement next, long nowNanos) throws RoomRefusal {
    // its token may have been taken back since it was looked at
    if (guard.bars(room, who.id(), next)) {
      throw Admission.removed();
    }
    Admission.checkRole(who.role(), next.permissions());
    Entitlement former = who.entitlement();
    if (!former.tokenId().equals(next.tokenId())) {
      if (!sessions.enter(next, 0)) {
        throw Admission.tokenInUse(next);
      }
      sessions.leave(former);
    }
    boolean wasVisible = who.visible();
    who.entitle(next);
    who.transport().limitReceive(next.limits().maxBitrateBps(), nowNanos);
    tracks.followPermissions(who);
    if (who.visible() != wasVisible) {
      show(who, wasVisible);
    }
    LogFields.of(LOG.atInfo(), room, who.id(), who.joining().ids())
        .log("room {} {} {} may now do {}", room, who.role().word(), who.id(), next.permissions());
  }

  private void show(Participant who, boolean wasVisible) {
    roster.rearrange(who);
    if (who.role() != Role.VIEWER) {
      roster.tellOthers(
          who,
          wasVisible
              ? new RoomEvent.ParticipantLeft(who.id(), LeaveReason.LEFT)
              : new RoomEvent.ParticipantJoined(who.info()));
    }
  }
}
