package dev.sluice.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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
    assertEquals(new Verdict.Refused(Refusal.LOCKED_OUT), enter("right"));
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
  void aRightTokenDoesNotMakeUpForWrongOnes() {
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      assertInstanceOf(Verdict.Granted.class, enter("right"));
      enter("wrong");
    }
    assertEquals(new Verdict.Refused(Refusal.LOCKED_OUT), enter("right"));
  }

  private Verdict enter(String token) {
    return access.enter(Entry.of(ROOM, Optional.of(token)).from(HERE));
  }
}
