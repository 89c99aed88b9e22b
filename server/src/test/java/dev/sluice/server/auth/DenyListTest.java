package dev.sluice.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.DenyList.BarredParticipant;
import dev.sluice.server.auth.DenyList.Outcome;
import dev.sluice.server.auth.DenyList.RevokedToken;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenyListTest {

  private static final RoomId ROOM = new RoomId("standup");
  private static final ParticipantId ALICE = new ParticipantId("alice");

  private final SettableInstant clock = new SettableInstant();
  private final DenyList list = new DenyList(clock, clock);

  @Test
  void aRevokedTokenStaysSoUntilItIsOverAnyhow() {
    assertEquals(Outcome.DONE, list.revoke("t1", in(60)));
    assertTrue(list.isRevoked("t1"));
    assertFalse(list.isRevoked("t2"));
    clock.advance(Duration.ofSeconds(60));
    assertFalse(list.isRevoked("t1"));
    assertEquals(DenyList.Contents.EMPTY, list.contents());
  }

  @Test
  void whoIsBarredFromARoomMayEnterOthers() {
    assertEquals(Outcome.DONE, list.bar(ROOM, ALICE, in(60)));
    assertTrue(list.isBarred(ROOM, ALICE));
    assertFalse(list.isBarred(new RoomId("other"), ALICE));
    assertFalse(list.isBarred(ROOM, new ParticipantId("bob")));
  }

  @Test
  void whoAdministersARoomBarsOnlySoManyFromIt() {
    for (int i = 0; i < DenyList.MAX_OF_ROOM; i++) {
      assertEquals(Outcome.DONE, list.barWithinShare(ROOM, new ParticipantId("p" + i), in(60)));
    }
    assertEquals(Outcome.FULL, list.barWithinShare(ROOM, ALICE, in(60)));
    assertFalse(list.isBarred(ROOM, ALICE));
    assertEquals(Outcome.DONE, list.barWithinShare(ROOM, new ParticipantId("p7"), in(90)));
    assertEquals(Outcome.DONE, list.barWithinShare(new RoomId("other"), ALICE, in(60)));
    assertEquals(Outcome.DONE, list.bar(ROOM, ALICE, in(60)), "the operator");
    clock.advance(Duration.ofSeconds(60));
    assertEquals(Outcome.DONE, list.barWithinShare(ROOM, new ParticipantId("bob"), in(60)));
  }

  @Test
  void whoAdministersManyRoomsLeavesTheOperatorAPartOfTheList() {
    DenyList small = new DenyList(clock, clock, 4);
    for (String room : List.of("r1", "r2", "r3")) {
      assertEquals(Outcome.DONE, small.barWithinShare(new RoomId(room), ALICE, in(60)));
    }
    assertEquals(Outcome.FULL, small.barWithinShare(new RoomId("r4"), ALICE, in(60)));
    assertEquals(Outcome.DONE, small.bar(ROOM, ALICE, in(60)));
  }

  @Test
  void whoIsAdmittedAgainIsNoLongerBarred() {
    list.bar(ROOM, ALICE, in(60));
    assertTrue(list.admit(ROOM, ALICE));
    assertFalse(list.admit(ROOM, ALICE));
    assertFalse(list.isBarred(ROOM, ALICE));
  }

  @Test
  void anEntryIsProlongedButNeverShortened() {
    list.revoke("t1", in(60));
    assertEquals(Outcome.HELD_ALREADY, list.revoke("t1", in(30)));
    assertEquals(Outcome.DONE, list.revoke("t1", in(90)));
    clock.advance(Duration.ofSeconds(80));
    assertTrue(list.isRevoked("t1"));
  }

  @Test
  void aClockThatLeapsForwardLetsNobodyInAgain() {
    list.revoke("t1", in(60));
    list.bar(ROOM, ALICE, in(60));
    clock.leap(Duration.ofDays(3650));
    assertTrue(list.isRevoked("t1"));
    assertTrue(list.isBarred(ROOM, ALICE));
    assertEquals(
        List.of(new BarredParticipant(ROOM, ALICE, in(60))), list.contents().participants());
    clock.advance(Duration.ofSeconds(60));
    assertFalse(list.isRevoked("t1"));
    assertFalse(list.isBarred(ROOM, ALICE));
  }

  @Test
  void aClockThatLeapsBackKeepsNobodyOutForLonger() {
    list.bar(ROOM, ALICE, in(60));
    clock.leap(Duration.ofDays(-3650));
    assertEquals(
        List.of(new BarredParticipant(ROOM, ALICE, in(60))), list.contents().participants());
    clock.advance(Duration.ofSeconds(60));
    assertFalse(list.isBarred(ROOM, ALICE));
  }

  @Test
  void aTokenThatIsYoungAgainByTheClockIsDeniedAgain() {
    list.revoke("t1", in(60));
    clock.advance(Duration.ofHours(1));
    assertFalse(list.isRevoked("t1"));
    clock.leap(Duration.ofHours(-1));
    assertTrue(list.isRevoked("t1"));
  }

  @Test
  void anOrderThatIsGivenAfterALeapIsTimedByTheClockAsItGoesNow() {
    list.bar(ROOM, ALICE, in(60));
    clock.leap(Duration.ofDays(-1));
    assertEquals(Outcome.DONE, list.bar(ROOM, ALICE, in(90)));
    clock.leap(Duration.ofDays(2));
    assertEquals(Outcome.DONE, list.bar(ROOM, new ParticipantId("bob"), in(30)));
    clock.advance(Duration.ofSeconds(80));
    assertTrue(list.isBarred(ROOM, ALICE));
    assertFalse(list.isBarred(ROOM, new ParticipantId("bob")));
    clock.advance(Duration.ofSeconds(10));
    assertFalse(list.isBarred(ROOM, ALICE));
  }

  @Test
  void aFullListMakesNoRoomSinceTheClockLeaps() {
    DenyList small = new DenyList(clock, clock, 1);
    small.revoke("t1", in(60));
    clock.leap(Duration.ofDays(1));
    assertEquals(Outcome.FULL, small.revoke("t2", in(60)));
    assertTrue(small.isRevoked("t1"));
  }

  @Test
  void whatIsForEverIsSo() {
    assertEquals(Outcome.DONE, list.revoke("t1", Instant.MAX));
    clock.advance(Duration.ofDays(10_000));
    assertTrue(list.isRevoked("t1"));
  }

  @Test
  void whatIsOverAlreadyIsNotRemembered() {
    assertEquals(Outcome.PAST, list.revoke("t1", in(0)));
    assertEquals(List.of(), list.contents().tokens());
  }

  @Test
  void aFullListRefusesFurtherEntriesAndForgetsNone() {
    DenyList small = new DenyList(clock, clock, 2);
    small.revoke("t1", in(10));
    small.revoke("t2", in(60));
    assertEquals(Outcome.FULL, small.revoke("t3", in(60)));
    assertTrue(small.isRevoked("t1"));
    clock.advance(Duration.ofSeconds(10));
    assertEquals(Outcome.DONE, small.revoke("t3", in(60)));
    assertTrue(small.isRevoked("t2"));
  }

  @Test
  void tellsWhoHasToGoOnce() {
    List<Object> heard = new ArrayList<>();
    list.addListener(
        new DenyList.Listener() {
          @Override
          public void onRevoked(RevokedToken token) {
            heard.add(token);
          }

          @Override
          public void onBarred(BarredParticipant participant) {
            heard.add(participant);
          }

          @Override
          public void onChanged() {
            heard.add("changed");
          }
        });
    list.revoke("t1", in(60));
    list.revoke("t1", in(60));
    list.bar(ROOM, ALICE, in(30));
    list.admit(ROOM, ALICE);
    assertEquals(
        List.of(
            new RevokedToken("t1", in(60)),
            "changed",
            new BarredParticipant(ROOM, ALICE, in(30)),
            "changed",
            "changed"),
        heard);
  }

  @Test
  void listsWhatHoldsInTheOrderInWhichItEnds() {
    list.revoke("late", in(60));
    list.revoke("early", in(30));
    list.bar(ROOM, ALICE, in(10));
    assertEquals(
        List.of("early", "late"),
        list.contents().tokens().stream().map(RevokedToken::tokenId).toList());
    clock.advance(Duration.ofSeconds(30));
    assertEquals(List.of(new RevokedToken("late", in(30))), list.contents().tokens());
    assertEquals(List.of(), list.contents().participants());
  }

  @Test
  void refusesIdsThatNoTokenHas() {
    assertThrows(IllegalArgumentException.class, () -> list.revoke("", in(1)));
    assertThrows(IllegalArgumentException.class, () -> list.revoke("x".repeat(257), in(1)));
  }

  private Instant in(int seconds) {
    return clock.instant().plusSeconds(seconds);
  }
}
