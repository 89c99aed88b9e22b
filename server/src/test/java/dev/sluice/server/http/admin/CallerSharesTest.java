package dev.sluice.server.http.admin;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.RoomScope;
import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.RoomId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallerSharesTest {

  private static final Grants BETH = admin("beth", RoomScope.of(new RoomId("blue")));
  private static final Grants GREG = admin("greg", RoomScope.of(new RoomId("green")));
  private static final Grants OPERATOR = admin("operator", RoomScope.ALL);

  /** Whose subject looks as if it were the operator. */
  private static final Grants PRETENDER = admin("operator", RoomScope.of(new RoomId("red")));

  private final CallerShares shares = new CallerShares(2, 3, 5);

  private static Grants admin(String holder, RoomScope rooms) {
    return new Grants(
        holder,
        rooms,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Entitlement.EVERYTHING,
        true,
        true,
        true,
        Optional.empty());
  }

  private void takeTwo(Grants caller) {
    for (int i = 0; i < 2; i++) {
      assertTrue(shares.take(caller));
    }
  }

  @Test
  void oneCallerLeavesSomethingToOthersAndAllOfThemToTheOperator() {
    takeTwo(BETH);
    assertFalse(shares.take(BETH));
    assertTrue(shares.take(GREG));
    assertFalse(shares.take(GREG), "three are in use");
    assertFalse(shares.take(PRETENDER));
    takeTwo(OPERATOR);
    assertFalse(shares.take(OPERATOR), "five are in use");
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    takeTwo(BETH);
    shares.giveBack(BETH);
    assertTrue(shares.take(BETH));
    takeTwo(OPERATOR);
    assertTrue(shares.take(OPERATOR));
    assertFalse(shares.has(GREG));
    shares.giveBack(OPERATOR);
    assertTrue(shares.has(GREG));
  }
}
