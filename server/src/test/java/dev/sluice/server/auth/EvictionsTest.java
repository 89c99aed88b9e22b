package dev.sluice.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.Permissions;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.signaling.ScriptedRooms;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From the deny list into the rooms. */
class EvictionsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final RoomId ROOM = new RoomId("blue");
  private static final ParticipantId ALICE = new ParticipantId("alice");

  private final DenyList denied = new DenyList(() -> NOW, () -> 0);
  private final Evictions evictions = new Evictions(denied);
  private final ScriptedRooms rooms = new ScriptedRooms();

  @Test
  void whoIsBarredGoesFromItsRoomAndIsNotLetInAgain() {
    evictions.from(rooms);
    assertFalse(evictions.bars(ROOM, ALICE, Entitlement.EVERYTHING));
    denied.bar(ROOM, ALICE, NOW.plusSeconds(60));
    assertEquals(ALICE, rooms.next(RoomCommand.EndBarred.class).participant());
    assertTrue(evictions.bars(ROOM, ALICE, Entitlement.EVERYTHING));
    assertFalse(evictions.bars(new RoomId("red"), ALICE, Entitlement.EVERYTHING));
  }

  @Test
  void aRevokedTokenOpensNothingAnyMore() {
    evictions.from(rooms);
    denied.revoke("jti-1", NOW.plusSeconds(60));
    assertTrue(evictions.bars(ROOM, ALICE, with("jti-1")));
    assertFalse(evictions.bars(ROOM, ALICE, with("jti-2")));
  }

  @Test
  void theOperatorIsNeverBarredThoughItsTokenCanBeTakenBack() {
    evictions.from(rooms);
    denied.bar(ROOM, ALICE, NOW.plusSeconds(60));
    assertFalse(evictions.bars(ROOM, ALICE, Grants.operator().entitlement()));
    denied.revoke("jti-1", NOW.plusSeconds(60));
    assertTrue(evictions.bars(ROOM, ALICE, with("jti-1").ofOperator()));
  }

  @Test
  void whomATokenNamesIsBarredUnderEveryIdThatItGets() {
    evictions.from(rooms);
    denied.bar(ROOM, ALICE, NOW.plusSeconds(60));
    ParticipantId beside = new ParticipantId("alice-2");
    assertTrue(evictions.bars(ROOM, beside, with("jti-2").of(ALICE)));
    assertFalse(evictions.bars(ROOM, beside, with("jti-2")));
  }

  private static Entitlement with(String token) {
    return new Entitlement(Permissions.ALL, Optional.of(token));
  }
}
