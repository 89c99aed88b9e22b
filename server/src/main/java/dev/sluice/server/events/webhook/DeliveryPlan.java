package dev.sluice.server.events.webhook;

import dev.sluice.server.events.ServerEvent;
import dev.sluice.server.events.webhook.WebhookOptions.Effort;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * What one receiver is sent next. The events of a room stand in a line and are sent one after the
 * other, each when the one before has arrived or was given up; lines do not wait for each other. An
 * event that fails is tried again after a time that doubles, with jitter, until it was tried for
 * too long.
 *
 * <p>Time is given; owned by one thread.
 */
final class DeliveryPlan {

  /** Of the time until the next attempt, so much is left to chance. */
  private static final double JITTER = 0.5;

  /** The part of all places that the events of one room may take. */
  private static final int SHARE = 10;

  /** That part is no less than this. */
  private static final int MIN_LINE = 10;

  /** Nobody may hold us back for longer. */
  private static final long MAX_RETRY_AFTER_NANOS = 3_600_000_000_000L;

  /** From a second on, this is longer than any time between attempts may be. */
  private static final int MAX_DOUBLINGS = 20;

  private final Effort effort;
  private final RandomGenerator random;

  /** The clock may begin anywhere: all times in here count from this one. */
  private final long startNanos;

  private final Map<String, Line> lines = new HashMap<>();

  /** The lines whose first event is not under way, the most urgent first. */
  private final TreeSet<Line> idle =
      new TreeSet<>(
          Comparator.<Line>comparingLong(line -> line.due)
              .thenComparingLong(line -> line.events.getFirst().number()));

  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private int queued;
  private int inFlight;
  private long quietUntil;
  private boolean gone;

  /** What can become of an event, and of an attempt. */
  enum Outcome {
    DELIVERED,
    /** An attempt; it is made again. */
    FAILED,
    /** Tried for too long. */
    GIVEN_UP,
    /** Too many waited, or the receiver had said that it wants no more. */
    DROPPED
  }

  /** The events of a room. */
  private static final class Line {
    private final String room;
    private final Deque<ServerEvent> events = new ArrayDeque<>();
    private int failures;
    private long firstAttempt;
    private long due;

    private Line(String room) {
      this.room = room;
    }

    /** So that one room cannot take the places of all others. */
    private boolean isFull(Effort effort) {
      return events.size() >= Math.max(MIN_LINE, effort.maxQueued() / SHARE);
    }
  }

  /** An event that is to be sent now; what became of it goes to {@link #onAnswer}. */
  static final class Delivery {
    private final Line line;
    private final ServerEvent event;

    private Delivery(Line line) {
      this.line = line;
      this.event = line.events.getFirst();
    }

    ServerEvent event() {
      return event;
    }
  }

  DeliveryPlan(Effort effort, RandomGenerator random, long nowNanos) {
    this.effort = effort;
    this.random = random;
    this.startNanos = nowNanos;
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, 0L);
    }
  }

  /** False when the event is dropped. */
  boolean offer(ServerEvent event, long nowNanos) {
    Line line = lines.get(event.room());
    if (gone || queued >= effort.maxQueued() || (line != null && line.isFull(effort))) {
      count(Outcome.DROPPED, 1);
      return false;
    }
    queued++;
    if (line == null) {
      line = new Line(event.room());
      line.due = nowNanos - startNanos;
      line.events.addLast(event);
      lines.put(event.room(), line);
      idle.add(line);
    } else {
      line.events.addLast(event);
    }
    return true;
  }

  /** The next event to send, if there is one, and not too many are under way. */
  Optional<Delivery> next(long nowNanos) {
    long now = nowNanos - startNanos;
    if (gone || idle.isEmpty() || inFlight >= effort.maxConcurrent() || now < quietUntil) {
      return Optional.empty();
    }
    Line line = idle.first();
    if (line.due > now) {
      return Optional.empty();
    }
    idle.remove(line);
    inFlight++;
    if (line.failures == 0) {
      line.firstAttempt = now;
    }
    return Optional.of(new Delivery(line));
  }

  Outcome onAnswer(Delivery delivery, Answer answer, long nowNanos) {
    long now = nowNanos - startNanos;
    inFlight--;
    if (answer instanceof Answer.Gone) {
      end();
      return Outcome.DROPPED;
    } else if (gone) {
      return Outcome.DROPPED;
    } else if (answer instanceof Answer.Failed failed) {
      return again(delivery.line, failed, now);
    }
    count(Outcome.DELIVERED, 1);
    advance(delivery.line, now);
    return Outcome.DELIVERED;
  }

  /** The receiver is sent nothing any more. */
  private void end() {
    gone = true;
    count(Outcome.DROPPED, queued);
    queued = 0;
    lines.clear();
    idle.clear();
  }

  private Outcome again(Line line, Answer.Failed failed, long now) {
    count(Outcome.FAILED, 1);
    if (failed.retryAfterNanos() > 0) {
      quietUntil =
          Math.max(quietUntil, now + Math.min(failed.retryAfterNanos(), MAX_RETRY_AFTER_NANOS));
    }
    if (now - line.firstAttempt >= effort.giveUpNanos()) {
      count(Outcome.GIVEN_UP, 1);
      advance(line, now);
      return Outcome.GIVEN_UP;
    }
    line.due = now + backoffNanos(line.failures);
    line.failures++;
    idle.add(line);
    return Outcome.FAILED;
  }

  private long backoffNanos(int failures) {
    int doublings = Math.min(failures, MAX_DOUBLINGS);
    long whole = Math.min(effort.maxRetryNanos(), effort.firstRetryNanos() << doublings);
    return Math.round(whole * (1 - JITTER * random.nextDouble()));
  }

  /** The first event of the line is done with. */
  private void advance(Line line, long now) {
    line.events.removeFirst();
    queued--;
    line.failures = 0;
    if (line.events.isEmpty()) {
      lines.remove(line.room);
    } else {
      line.due = now;
      idle.add(line);
    }
  }

  private void count(Outcome outcome, long more) {
    outcomes.merge(outcome, more, Long::sum);
  }

  /** In how many nanoseconds {@link #next} may have something; {@link Long#MAX_VALUE} for never. */
  long untilNext(long nowNanos) {
    if (gone || idle.isEmpty() || inFlight >= effort.maxConcurrent()) {
      return Long.MAX_VALUE;
    }
    return Math.max(0, Math.max(idle.first().due, quietUntil) - (nowNanos - startNanos));
  }

  /** Whether anything waits or is under way. */
  boolean busy() {
    return queued > 0;
  }

  int queued() {
    return queued;
  }

  /**
   * When the oldest event that waits happened, in milliseconds since the Unix epoch; 0 for none.
   */
  long oldestMillis() {
    long oldest = Long.MAX_VALUE;
    for (Line line : lines.values()) {
      oldest = Math.min(oldest, line.events.getFirst().epochMillis());
    }
    return lines.isEmpty() ? 0 : oldest;
  }

  boolean gone() {
    return gone;
  }

  Map<Outcome, Long> outcomes() {
    return Map.copyOf(outcomes);
  }
}
