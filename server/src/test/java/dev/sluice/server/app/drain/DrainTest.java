package dev.sluice.server.app.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.app.drain.DrainPlan.Load;
import dev.sluice.server.config.DrainOptions;
import dev.sluice.server.config.DrainOptions.Pace;
import dev.sluice.server.http.admin.DrainControl.Order;
import dev.sluice.server.http.admin.DrainControl.Phase;
import dev.sluice.server.room.RoomId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrainTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Instant BEGIN = Instant.parse("2026-11-26T05:00:00Z");

  private final Visitors visitors = new Visitors();
  private long nowNanos;

  /** Who leaves when told, and what they were told. */
  private static final class Visitors implements Guests {
    final List<Load> here = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    boolean deaf;

    @Override
    public List<Load> rooms() {
      return List.copyOf(here);
    }

    @Override
    public void refuseNewcomers() {
      told.add("refuse");
    }

    @Override
    public void admit() {
      told.add("admit");
    }

    @Override
    public void announce(long deadlineNanos) {
      told.add("by " + deadlineNanos / SECOND);
    }

    @Override
    public void move(List<Load> rooms) {
      rooms.forEach(load -> told.add("move " + load.room().value()));
      if (!deaf) {
        here.removeAll(rooms);
      }
    }

    @Override
    public void dismiss() {
      told.add("dismiss");
    }
  }

  private Drain drain(int notice, int total, Pace pace) {
    DrainOptions options =
        new DrainOptions(total * SECOND, notice * SECOND, pace, 0, Optional.empty());
    return new Drain(visitors, options, () -> nowNanos, () -> BEGIN.plusNanos(nowNanos));
  }

  private void room(String name, int members) {
    visitors.here.add(new Load(new RoomId(name), members, nowNanos));
  }

  private static Order order(Integer seconds) {
    return new Order("new version", Optional.ofNullable(seconds).map(each -> each * SECOND));
  }

  private boolean stepAt(Drain drain, int second) {
    nowNanos = second * SECOND;
    return drain.step();
  }

  @Test
  void letsRoomsEndByThemselvesUnlessTheOrderSaysOtherwise() {
    room("a", 1);
    Drain drain = drain(5, 30, Pace.SPREAD);
    assertTrue(drain.begin(order(null)));
    assertTrue(stepAt(drain, 3600));
    assertEquals(List.of("refuse"), visitors.told);
    assertEquals(Optional.empty(), drain.state().deadline());
    assertEquals(Optional.of("draining: new version"), drain.problem());
  }

  @Test
  void movesRoomsByOrderWithoutEndingTheProcess() {
    room("a", 1);
    room("b", 1);
    Drain drain = drain(5, 30, Pace.LAST);
    assertTrue(drain.begin(order(15)));
    assertEquals(Optional.of(BEGIN.plusSeconds(15)), drain.state().deadline());
    assertFalse(stepAt(drain, 9));
    assertFalse(stepAt(drain, 10));
    assertTrue(stepAt(drain, 15));
    assertEquals(List.of("refuse", "by 15", "move a", "move b"), visitors.told);
    assertEquals(Phase.DRAINING, drain.state().phase());
  }

  @Test
  void movesNothingMoreOnceItIsTakenBack() {
    room("a", 1);
    room("b", 1);
    Drain drain = drain(0, 0, Pace.LAST);
    drain.begin(order(20));
    stepAt(drain, 10);
    assertTrue(drain.cancel());
    assertTrue(stepAt(drain, 60));
    assertEquals(List.of("refuse", "by 20", "move a", "admit"), visitors.told);
    assertEquals(Phase.OPEN, drain.state().phase());
    assertEquals(Optional.empty(), drain.problem());
    assertTrue(drain.cancel(), "again, in vain");
    assertEquals("admit", visitors.told.get(visitors.told.size() - 1));
  }

  @Test
  void anotherOrderTakesThePlaceOfTheFormer() {
    room("a", 1);
    Drain drain = drain(0, 0, Pace.LAST);
    drain.begin(order(10));
    nowNanos = 5 * SECOND;
    drain.begin(order(null));
    assertTrue(stepAt(drain, 11));
    assertEquals(1, visitors.here.size());
    assertEquals(Optional.of(BEGIN), drain.state().since(), "it has drained since then");
  }

  @Test
  void theEndOfTheProcessIsFinal() {
    room("a", 1);
    Drain drain = drain(5, 30, Pace.LAST);
    drain.begin(order(null));
    nowNanos = 100 * SECOND;
    drain.stop();
    assertFalse(drain.begin(order(3600)));
    assertFalse(drain.cancel());
    assertFalse(stepAt(drain, 129));
    assertTrue(stepAt(drain, 130));
    assertEquals(List.of("refuse", "refuse", "by 130", "move a"), visitors.told);
    assertEquals(Optional.of("the server is going away"), drain.problem());
  }

  @Test
  void isShortWhenItIsHurriedBeforeOrAfterItHasBegun() {
    room("a", 1);
    Drain before = drain(5, 30, Pace.LAST);
    before.hurry();
    before.stop();
    assertTrue(before.step());
    room("b", 1);
    Drain after = drain(5, 30, Pace.LAST);
    after.stop();
    assertFalse(after.step());
    after.hurry();
    assertTrue(after.step());
    assertEquals(List.of(), visitors.here);
  }

  @Test
  void goesOnWithoutARoomThatDoesNotClose() {
    room("stuck", 1);
    visitors.deaf = true;
    Drain drain = drain(0, 10, Pace.SPREAD);
    drain.stop();
    assertTrue(stepAt(drain, 10));
    assertTrue(stepAt(drain, 11));
    assertEquals(List.of("refuse", "by 10", "move stuck"), visitors.told);
  }
}
