package dev.sluice.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.RoomId;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuardedAccessTest {

  private static final RoomId ROOM = new RoomId("standup");
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private long nowNanos;
  private final Access access =
      new GuardedAccess(
          new FixedTokens(Optional.of("right"), Map.of()),
          new GuessGuard((address, nanos) -> {}),
          () -> nowNanos);

  @Test
  void whoGuessesIsNotEvenTakenWithTheRightTokenForAWhile() {
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      assertEquals(new Verdict.Refused(Refusal.UNKNOWN), enter("wrong" + i));
    }
    assertEquals(Refusal.LOCKED_OUT, refusal(enter("right")));
    nowNanos += TimeUnit.SECONDS.toNanos(1);
    assertInstanceOf(Verdict.Granted.class, enter("right"));
  }

  @Test
  void whoShowsNoTokenIsNotHeldToGuess() {
    for (int i = 0; i < 100; i++) {
      assertEquals(
          new Verdict.Refused(Refusal.MISSING),
          access.enter(Entry.of(ROOM, Optional.empty()).from(HERE)));
    }
    assertInstanceOf(Verdict.Granted.class, enter("right"));
  }

  @Test
  void inAnOpenRoomTheOperatorsTokenIsNotTriedOut() {
    Access open =
        new GuardedAccess(
            new FixedTokens(Optional.empty(), Map.of(), Optional.of("operator")),
            new GuessGuard((address, nanos) -> {}),
            () -> nowNanos);
    Entry right = Entry.of(ROOM, Optional.of("operator")).from(HERE);
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      assertInstanceOf(Verdict.Granted.class, open.enter(right));
    }
    assertInstanceOf(Verdict.Granted.class, open.enter(right), "a right token is no guess");
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      Entry wrong = Entry.of(ROOM, Optional.of("wrong" + i)).from(HERE);
      assertInstanceOf(Verdict.Granted.class, open.enter(wrong));
    }
    assertInstanceOf(Verdict.Refused.class, open.enter(right));
    assertInstanceOf(
        Verdict.Granted.class, open.enter(Entry.of(ROOM, Optional.empty()).from(HERE)));
  }

  @Test
  void whereThereAreNoTokensAnyIsNoGuess() {
    Access open =
        new GuardedAccess(Access.open(), new GuessGuard((address, nanos) -> {}), () -> nowNanos);
    for (int i = 0; i <= 2 * GuessGuard.FREE_TRIES; i++) {
      Entry any = Entry.of(ROOM, Optional.of("any" + i)).from(HERE);
      assertInstanceOf(Verdict.Granted.class, open.enter(any));
    }
  }

  @Test
  void aTokenWithARightSignatureIsTakenWhereOthersAreNotLookedAt() {
    TestAccess tokens =
        new TestAccess()
            .grant("signed", TestAccess.grants("alice", Entitlement.EVERYTHING))
            .grant("fixed", TestAccess.grants("bob", Entitlement.EVERYTHING))
            .sign("signed");
    GuessGuard guesses = new GuessGuard((address, nanos) -> {});
    Access guarded = new GuardedAccess(tokens, guesses, () -> nowNanos);
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      guesses.failed(HERE, nowNanos);
    }
    assertInstanceOf(
        Verdict.Granted.class, guarded.enter(Entry.of(ROOM, Optional.of("signed")).from(HERE)));
    assertEquals(
        new Verdict.Refused(Refusal.LOCKED_OUT, TimeUnit.SECONDS.toNanos(1)),
        guarded.enter(Entry.of(ROOM, Optional.of("fixed")).from(HERE)));
  }

  @Test
  void whoShowsATokenOfAKeyThatIsNotKnownYetGuessesNothing() {
    Access rotated =
        new GuardedAccess(
            new TestAccess().refuse("next", Refusal.UNKNOWN_KEY),
            new GuessGuard((address, nanos) -> {}),
            () -> nowNanos);
    Entry entry = Entry.of(ROOM, Optional.of("next")).from(HERE);
    for (int i = 0; i <= 2 * GuessGuard.FREE_TRIES; i++) {
      assertEquals(new Verdict.Refused(Refusal.UNKNOWN_KEY), rotated.enter(entry));
    }
  }

  @Test
  void aRightTokenDoesNotMakeUpForWrongOnes() {
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      assertInstanceOf(Verdict.Granted.class, enter("right"));
      enter("wrong");
    }
    assertEquals(Refusal.LOCKED_OUT, refusal(enter("right")));
  }

  private static Refusal refusal(Verdict verdict) {
    return assertInstanceOf(Verdict.Refused.class, verdict).refusal();
  }

  private Verdict enter(String token) {
    return access.enter(Entry.of(ROOM, Optional.of(token)).from(HERE));
  }
}
