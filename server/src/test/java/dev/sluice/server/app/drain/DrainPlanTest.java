package dev.sluice.server.app.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.app.drain.DrainPlan.Load;
import dev.sluice.server.app.drain.DrainPlan.Stage;
import dev.sluice.server.app.drain.DrainPlan.Times;
import dev.sluice.server.config.DrainOptions.Pace;
import dev.sluice.server.room.RoomId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DrainPlanTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long BEGIN = shortlyBeforeTheOverflow();

  /** No constant to the compiler, which would warn of sums that are meant to overflow. */
  private static long shortlyBeforeTheOverflow() {
    return Long.MAX_VALUE - 5 * SECOND;
  }

  private static Load load(String room, int members) {
    return new Load(new RoomId(room), members, BEGIN);
  }

  private static DrainPlan plan(int notice, int total, Pace pace) {
    return new DrainPlan(new Times(notice * SECOND, total * SECOND, pace), BEGIN);
  }

  /** When each room goes, in seconds, if all that go are gone at once. */
  private static Map<String, Long> turns(DrainPlan plan, int seconds, Load... rooms) {
    Map<String, Long> turns = new TreeMap<>();
    List<Load> here = new ArrayList<>(List.of(rooms));
    for (long second = 0; second <= seconds; second++) {
      List<Load> due = plan.due(BEGIN + second * SECOND, here);
      for (Load load : due) {
        turns.put(load.room().value(), second);
      }
      here.removeAll(due);
    }
    return turns;
  }

  @Test
  void movesNothingBeforeLoadBalancersHaveNoticed() {
    DrainPlan plan = plan(10, 10, Pace.LAST);
    List<Load> rooms = List.of(load("a", 1));
    assertEquals(List.of(), plan.due(BEGIN + 10 * SECOND - 1, rooms));
    assertEquals(Stage.NOTICE, plan.stage(BEGIN + 10 * SECOND - 1, rooms));
    assertEquals(rooms, plan.due(BEGIN + 10 * SECOND, rooms));
  }

  @Test
  void waitsForTheNoticeEvenIfNobodyIsHere() {
    DrainPlan plan = plan(5, 60, Pace.SPREAD);
    assertEquals(Stage.NOTICE, plan.stage(BEGIN + 4 * SECOND, List.of()));
    assertEquals(Stage.OVER, plan.stage(BEGIN + 5 * SECOND, List.of()));
  }

  @Test
  void movesMembersAtAnEvenRateTheSmallRoomsFirst() {
    assertEquals(
        Map.of("two", 12L, "three", 15L, "five", 20L),
        turns(plan(10, 20, Pace.SPREAD), 30, load("five", 5), load("two", 2), load("three", 3)));
  }

  @Test
  void movesAllAtTheEndWhereThereIsNowhereToGoBefore() {
    assertEquals(
        Map.of("a", 20L, "b", 20L), turns(plan(10, 20, Pace.LAST), 30, load("a", 1), load("b", 7)));
  }

  @Test
  void movesAllAtOnceWhereThereIsNoTime() {
    assertEquals(
        Map.of("a", 0L, "b", 0L), turns(plan(0, 0, Pace.SPREAD), 1, load("a", 1), load("b", 7)));
  }

  @Test
  void givesTheTimeOfRoomsThatEndByThemselvesToTheOthers() {
    DrainPlan plan = plan(0, 100, Pace.SPREAD);
    Load small = load("small", 10);
    Load large = load("large", 40);
    Load larger = load("larger", 50);
    assertEquals(List.of(small), plan.due(BEGIN + 10 * SECOND, List.of(small, large, larger)));
    // the second has gone; the third has the rest of the time
    assertEquals(List.of(), plan.due(BEGIN + 99 * SECOND, List.of(larger)));
    assertEquals(List.of(larger), plan.due(BEGIN + 100 * SECOND, List.of(larger)));
  }

  @Test
  void isOverWhenNobodyIsLeft() {
    DrainPlan plan = plan(0, 100, Pace.LAST);
    assertEquals(Stage.MOVING, plan.stage(BEGIN + SECOND, List.of(load("a", 1))));
    List<Load> lingering = List.of(load("a", 0));
    assertEquals(Stage.OVER, plan.stage(BEGIN + 2 * SECOND, lingering));
    assertEquals(
        lingering, plan.due(BEGIN + 2 * SECOND, lingering), "nobody is to come back to it");
  }

  @Test
  void takesNoRoomForEmptyWhoseFirstMemberMayNotBeCountedYet() {
    DrainPlan plan = plan(0, 100, Pace.LAST);
    List<Load> justOpened = List.of(new Load(new RoomId("a"), 0, BEGIN - 1));
    assertEquals(Stage.MOVING, plan.stage(BEGIN, justOpened));
    assertEquals(Stage.OVER, plan.stage(BEGIN + SECOND, List.of(load("a", 0))));
  }

  @Test
  void doesNotWaitForARoomThatHangs() {
    DrainPlan plan = plan(0, 100, Pace.SPREAD);
    Load hanging = load("a", 1);
    Load other = load("b", 1);
    assertEquals(List.of(hanging), plan.due(BEGIN + 50 * SECOND, List.of(hanging, other)));
    assertEquals(List.of(), plan.due(BEGIN + 60 * SECOND, List.of(hanging, other)));
    assertEquals(List.of(other), plan.left(List.of(hanging, other)));
    assertEquals(Stage.OVER, plan.stage(BEGIN + 60 * SECOND, List.of(hanging)));
  }

  @Test
  void movesARoomThatCameIntoBeingAtTheLastMoment() {
    DrainPlan plan = plan(0, 10, Pace.SPREAD);
    assertEquals(List.of(), plan.due(BEGIN, List.of(load("a", 3))));
    List<Load> rooms = List.of(load("a", 3), load("late", 1));
    assertEquals(List.of(load("late", 1)), plan.due(BEGIN + 5 * SECOND, rooms));
    assertEquals(List.of(load("a", 3)), plan.due(BEGIN + 10 * SECOND, rooms));
  }

  @Test
  void hurriesWhereverItIs() {
    List<Load> rooms = List.of(load("a", 3), load("b", 1));
    DrainPlan noticing = plan(10, 20, Pace.SPREAD);
    noticing.hurry(BEGIN + SECOND);
    assertEquals(rooms, noticing.due(BEGIN + SECOND, rooms));
    assertEquals(Stage.OVER, noticing.stage(BEGIN + SECOND, rooms));
    DrainPlan moving = plan(0, 3600, Pace.LAST);
    assertEquals(List.of(), moving.due(BEGIN + SECOND, rooms));
    moving.hurry(BEGIN + 2 * SECOND);
    assertEquals(rooms, moving.due(BEGIN + 2 * SECOND, rooms));
    assertEquals(2, moving.moved());
  }

  @Test
  void namesEachRoomOnceOfThousands() {
    DrainPlan plan = plan(0, 60, Pace.SPREAD);
    List<Load> rooms = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      rooms.add(load("r" + i, i % 7));
    }
    int most = 0;
    int all = 0;
    for (int second = 0; second <= 60; second++) {
      int members = plan.due(BEGIN + second * SECOND, rooms).stream().mapToInt(Load::members).sum();
      most = Math.max(most, members);
      all += members;
    }
    assertEquals(rooms.stream().mapToInt(Load::members).sum(), all);
    assertTrue(most <= all / 60 + 7, "never many more than an even share: " + most);
  }
}
