package dev.sluice.server.events.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.events.EventType;
import dev.sluice.server.events.ServerEvent;
import dev.sluice.server.events.webhook.DeliveryPlan.Delivery;
import dev.sluice.server.events.webhook.DeliveryPlan.Outcome;
import dev.sluice.server.events.webhook.WebhookOptions.Effort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is sent when, in virtual time. */
class DeliveryPlanTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Answer OK = new Answer.Delivered();
  private static final Answer FAULT = new Answer.Failed("status 500", 0);

  /** Where the clock may begin: times must not be compared with each other. */
  private long now = Long.MAX_VALUE - 2 * SECOND;

  private DeliveryPlan plan = plan(100, 2, 60);
  private long numbers;

  private DeliveryPlan plan(int maxQueued, int maxConcurrent, int giveUpSeconds) {
    return new DeliveryPlan(
        new Effort(
            maxQueued, maxConcurrent, 5 * SECOND, SECOND, 16 * SECOND, giveUpSeconds * SECOND),
        new Random(1),
        now);
  }

  private ServerEvent happens(String room) {
    ServerEvent event = event(room);
    plan.offer(event, now);
    return event;
  }

  private ServerEvent event(String room) {
    numbers++;
    return new ServerEvent(numbers, "e" + numbers, EventType.TRACK_MUTED, room, numbers, "{}");
  }

  private Delivery sent() {
    return plan.next(now).orElseThrow();
  }

  private void assertQuiet() {
    assertEquals(Optional.empty(), plan.next(now));
  }

  /** Waits until something may be sent; says how long that was. */
  private long waits() {
    long wait = plan.untilNext(now);
    now += wait;
    return wait;
  }

  @Test
  void theEventsOfARoomAreSentOneAfterTheOther() {
    ServerEvent first = happens("a");
    ServerEvent second = happens("a");
    Delivery delivery = sent();
    assertEquals(first, delivery.event());
    assertQuiet();
    plan.onAnswer(delivery, OK, now);
    assertEquals(second, sent().event());
  }

  @Test
  void aRoomWhoseEventFailsHoldsNoOtherUp() {
    ServerEvent first = happens("a");
    happens("a");
    plan.onAnswer(sent(), FAULT, now);
    ServerEvent other = happens("b");
    Delivery delivery = sent();
    assertEquals(other, delivery.event());
    plan.onAnswer(delivery, OK, now);
    assertQuiet();
    waits();
    assertEquals(first, sent().event(), "the same again, before the room's next");
  }

  @Test
  void attemptsBecomeRarerUpToALimitAndByChance() {
    plan = plan(100, 2, 100_000);
    happens("a");
    for (long whole : new long[] {1, 2, 4, 8, 16, 16, 16}) {
      plan.onAnswer(sent(), FAULT, now);
      long wait = waits();
      assertTrue(wait >= whole * SECOND / 2 && wait <= whole * SECOND, whole + ": " + wait);
    }
  }

  @Test
  void givesAnEventUpThatWasTriedForTooLong() {
    happens("a");
    ServerEvent second = happens("a");
    long begun = now;
    Outcome outcome = Outcome.FAILED;
    while (outcome == Outcome.FAILED) {
      outcome = plan.onAnswer(sent(), FAULT, now);
      if (outcome == Outcome.FAILED) {
        waits();
      }
    }
    assertEquals(Outcome.GIVEN_UP, outcome);
    assertTrue(now - begun >= 60 * SECOND && now - begun <= 80 * SECOND);
    assertEquals(second, sent().event(), "the room goes on at once");
    assertEquals(1, plan.outcomes().get(Outcome.GIVEN_UP));
  }

  @Test
  void whoAsksToBeLeftAloneIsLeftAloneByAllRooms() {
    happens("a");
    happens("b");
    Delivery first = sent();
    plan.onAnswer(first, new Answer.Failed("status 429", 30 * SECOND), now);
    assertQuiet();
    assertEquals(30 * SECOND, waits());
    sent();
  }

  @Test
  void nobodyIsLeftAloneForDays() {
    happens("a");
    plan.onAnswer(sent(), new Answer.Failed("status 429", Long.MAX_VALUE), now);
    assertEquals(3600 * SECOND, waits());
  }

  @Test
  void noMoreRequestsAreUnderWayThanAllowed() {
    happens("a");
    happens("b");
    happens("c");
    Delivery first = sent();
    sent();
    assertQuiet();
    assertEquals(Long.MAX_VALUE, plan.untilNext(now));
    plan.onAnswer(first, OK, now);
    sent();
  }

  @Test
  void aRoomWhereTooMuchHappensTakesNoPlaceOfAnother() {
    plan = plan(1_000, 2, 60);
    for (int i = 0; i < 100; i++) {
      assertTrue(plan.offer(event("loud"), now));
    }
    assertFalse(plan.offer(event("loud"), now));
    assertTrue(plan.offer(event("quiet"), now));
    assertEquals(101, plan.queued());
    assertEquals(1, plan.outcomes().get(Outcome.DROPPED));
  }

  @Test
  void whatDoesNotFitIsDroppedAndCounted() {
    plan = plan(3, 2, 60);
    happens("a");
    happens("a");
    happens("b");
    assertFalse(plan.offer(event("c"), now));
    assertEquals(3, plan.queued());
    assertEquals(1, plan.outcomes().get(Outcome.DROPPED));
    plan.onAnswer(sent(), OK, now);
    assertTrue(plan.offer(event("c"), now));
  }

  @Test
  void whoIsGoneIsSentNothingAnyMore() {
    happens("a");
    happens("b");
    happens("b");
    Delivery first = sent();
    Delivery second = sent();
    plan.onAnswer(first, new Answer.Gone(), now);
    assertTrue(plan.gone());
    assertFalse(plan.busy());
    plan.onAnswer(second, FAULT, now);
    assertFalse(plan.offer(event("a"), now));
    assertQuiet();
    assertEquals(4, plan.outcomes().get(Outcome.DROPPED));
    assertEquals(Long.MAX_VALUE, plan.untilNext(now));
  }

  @Test
  void knowsTheOldestThatWaits() {
    assertEquals(0, plan.oldestMillis());
    happens("a");
    happens("b");
    assertEquals(1, plan.oldestMillis());
    plan.onAnswer(sent(), OK, now);
    assertEquals(2, plan.oldestMillis());
  }

  /** Whatever fails when: each event arrives once, and those of a room in their order. */
  @Test
  void nothingIsLostOrOvertakenByWhateverFails() {
    for (int seed = 0; seed < 20; seed++) {
      storyWith(new Random(seed));
    }
  }

  private void storyWith(Random chance) {
    numbers = 0;
    plan = plan(1_000, 3, 100_000);
    Map<String, List<Long>> arrived = new HashMap<>();
    List<Delivery> underWay = new ArrayList<>();
    int expected = 300;
    while (numbers < expected || plan.busy()) {
      if (numbers < expected && chance.nextInt(3) > 0) {
        happens("room" + chance.nextInt(5));
      }
      plan.next(now).ifPresent(underWay::add);
      if (!underWay.isEmpty() && chance.nextBoolean()) {
        Delivery delivery = underWay.remove(chance.nextInt(underWay.size()));
        boolean arrives = chance.nextInt(4) > 0;
        if (arrives) {
          arrived
              .computeIfAbsent(delivery.event().room(), room -> new ArrayList<>())
              .add(delivery.event().number());
        }
        Answer other = chance.nextInt(10) > 0 ? FAULT : new Answer.Failed("status 429", 3 * SECOND);
        plan.onAnswer(delivery, arrives ? OK : other, now);
      }
      assertTrue(underWay.size() <= 3);
      now += SECOND / 10;
    }
    assertEquals(expected, arrived.values().stream().mapToInt(List::size).sum());
    arrived.values().forEach(room -> assertEquals(room.stream().sorted().toList(), room));
  }
}
