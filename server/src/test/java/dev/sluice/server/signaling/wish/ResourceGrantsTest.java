package dev.sluice.server.signaling.wish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.TestAccess;
import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.Permissions;
import dev.sluice.server.room.Permissions.Publishable;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.signaling.ExpiryTimer;
import dev.sluice.server.signaling.ScriptedRooms;
import dev.sluice.server.signaling.SessionLoop;
import dev.sluice.server.signaling.TokenExpiry;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResourceGrantsTest {

  private static final RoomId BLUE = new RoomId("blue");
  private static final ParticipantId ALICE = new ParticipantId("alice");
  private static final Entrant ENTRANT =
      new Entrant(
          BLUE, Optional.empty(), ALICE, "Alice", Membership.publisher(DuplicatePolicy.REPLACE));

  private final ScriptedRooms rooms = new ScriptedRooms();
  private final ResourceRoom room =
      new ResourceRoom(rooms.open(BLUE).orElseThrow(), ALICE, event -> {});
  private final ResourceGrants grants =
      new ResourceGrants(
          ENTRANT,
          token("alice", Publishable.VIDEO),
          room,
          new ExpiryTimer(new NoTime(), TokenExpiry.OF_ENTRY, seconds -> {}, () -> {}));

  /** A loop on which nothing is ever due. */
  private static final class NoTime implements SessionLoop {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Timer schedule(Runnable task, long delayNanos) {
      return () -> {};
    }
  }

  private static Grants token(String identity, Publishable... publish) {
    return TestAccess.grants(
        identity, new Entitlement(new Permissions(Set.of(publish), true, false), Optional.empty()));
  }

  @Test
  void asksTheRoomWhetherAnotherTokensWordMayHold() throws WishRefusal {
    grants.open();
    Grants shown = token("alice", Publishable.AUDIO);
    grants.refresh(shown);
    assertEquals(shown.entitlement(), rooms.next(RoomCommand.Entitle.class).entitlement());
  }

  @Test
  void saysNothingToTheRoomWhenTheTokenAllowsTheSame() throws WishRefusal {
    grants.open();
    grants.refresh(token("alice", Publishable.VIDEO));
    assertTrue(rooms.quiet());
  }

  @Test
  void asksNoMoreForWhatTheRoomHasTaken() throws WishRefusal {
    grants.open();
    Grants shown = token("alice", Publishable.AUDIO);
    grants.refresh(shown);
    room.accepted(rooms.next(RoomCommand.Entitle.class).requestId());
    grants.refresh(shown);
    assertTrue(rooms.quiet());
  }

  @Test
  void asksAgainForWhatTheRoomHasRefused() throws WishRefusal {
    grants.open();
    Grants shown = token("alice", Publishable.AUDIO);
    grants.refresh(shown);
    long first = rooms.next(RoomCommand.Entitle.class).requestId();
    room.rejected(new RoomEvent.Rejected(first, RoomErrorCode.INTERNAL_ERROR, "not now"));
    grants.refresh(shown);
    rooms.next(RoomCommand.Entitle.class);
  }

  @Test
  void asksNothingOfARoomTheSessionIsNotIn() throws WishRefusal {
    grants.refresh(token("alice", Publishable.AUDIO));
    grants.open();
    grants.close();
    grants.refresh(token("alice", Publishable.AUDIO));
    assertTrue(rooms.quiet());
  }

  @Test
  void refusesTheTokenOfSomebodyElse() {
    grants.open();
    WishRefusal refusal =
        assertThrows(WishRefusal.class, () -> grants.refresh(token("mallory", Publishable.VIDEO)));
    assertEquals(403, refusal.response().status());
    assertTrue(rooms.quiet());
  }

  @Test
  void refusesATokenThatDoesNotAllowWhatTheSessionIsFor() {
    grants.open();
    WishRefusal refusal = assertThrows(WishRefusal.class, () -> grants.refresh(token("alice")));
    assertEquals(403, refusal.response().status());
  }
}
