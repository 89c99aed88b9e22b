package dev.sluice.server.auth;

import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomGuard;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.Rooms;

/**
 * Carries a deny list into the rooms: whoever it names is let in nowhere, and goes where it is.
 * Thread-safe.
 */
public final class Evictions implements RoomGuard, DenyList.Listener {

  private final DenyList denied;
  private volatile Rooms rooms;

  public Evictions(DenyList denied) {
    this.denied = denied;
  }

  /** From now on those go whom the list comes to name. */
  public void from(Rooms newRooms) {
    rooms = newRooms;
    denied.addListener(this);
  }

  @Override
  public boolean bars(RoomId room, ParticipantId participant, Entitlement entitlement) {
    boolean barred =
        denied.isBarred(room, participant)
            || entitlement.identity().filter(named -> denied.isBarred(room, named)).isPresent();
    return (barred && !entitlement.operator())
        || entitlement.tokenId().filter(denied::isRevoked).isPresent();
  }

  @Override
  public void onRevoked(DenyList.RevokedToken token) {
    for (RoomStats room : rooms.stats()) {
      rooms
          .find(room.id())
          .ifPresent(handle -> handle.execute(new RoomCommand.EndToken(token.tokenId())));
    }
  }

  @Override
  public void onBarred(DenyList.BarredParticipant barred) {
    rooms
        .find(barred.room())
        .ifPresent(handle -> handle.execute(new RoomCommand.EndBarred(barred.participant())));
  }
}
