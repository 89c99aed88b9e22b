package dev.sluice.server.app.drain;

import dev.sluice.server.app.drain.DrainPlan.Load;
import dev.sluice.server.app.drain.DrainPlan.Stage;
import dev.sluice.server.app.drain.DrainPlan.Times;
import dev.sluice.server.config.DrainOptions;
import dev.sluice.server.config.DrainOptions.Pace;
import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.http.admin.DrainControl;
import dev.sluice.server.time.NanoClock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether newcomers are taken in, and how those who are here are brought to go. An operator may
 * have it begin and think better of it; the end of the process is final. From the beginning on the
 * server is not ready, so that load balancers send nobody.
 *
 * <p>A newcomer is who asks for a room that is not here. A room that is takes people in until it is
 * moved: somebody who reloads the page, or comes late, has to find the others.
 *
 * <p>Whoever waits for it calls {@link #step} again and again. Thread-safe; does not wait.
 */
public final class Drain implements DrainControl, ReadinessCheck {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final Guests guests;
  private final DrainOptions options;
  private final NanoClock clock;
  private final InstantSource wallClock;

  private State state = State.OPEN;

  /** Of rooms that have to go; empty while they may stay. */
  private Optional<DrainPlan> plan = Optional.empty();

  private Stage told = Stage.NOTICE;
  private boolean hurried;

  Drain(Guests guests, DrainOptions options, NanoClock clock, InstantSource wallClock) {
    this.guests = guests;
    this.options = options;
    this.clock = clock;
    this.wallClock = wallClock;
  }

  @Override
  public synchronized State state() {
    return state;
  }

  @Override
  public synchronized boolean begin(Order order) {
    if (state.phase() == Phase.STOPPING) {
      return false;
    }
    Optional<Times> times =
        order
            .within()
            .map(nanos -> new Times(Math.min(options.noticeNanos(), nanos), nanos, Pace.SPREAD));
    enter(Phase.DRAINING, order.reason(), times);
    return true;
  }

  @Override
  public synchronized boolean cancel() {
    if (state.phase() == Phase.STOPPING) {
      return false;
    }
    if (state.phase() == Phase.DRAINING) {
      int moved = plan.map(DrainPlan::moved).orElse(0);
      state = State.OPEN;
      plan = Optional.empty();
      guests.admit();
      log.info("drain: taken back, people are taken in again; rooms moved={}", moved);
    }
    return true;
  }

  /** The process ends; from now on nothing changes any more, but that it may be hurried. */
  synchronized void stop() {
    if (state.phase() != Phase.STOPPING) {
      enter(
          Phase.STOPPING,
          "the server is going away",
          Optional.of(new Times(options.noticeNanos(), options.totalNanos(), options.pace())));
    }
  }

  /** Whatever has to go goes now. Before {@link #stop}, what that begins is short. */
  synchronized void hurry() {
    hurried = true;
    plan.ifPresent(begun -> begun.hurry(clock.nanoTime()));
  }

  private void enter(Phase phase, String reason, Optional<Times> times) {
    long now = clock.nanoTime();
    plan = times.map(some -> new DrainPlan(some, now));
    if (hurried) {
      plan.ifPresent(begun -> begun.hurry(now));
    }
    told = Stage.NOTICE;
    Instant since = state.since().orElseGet(wallClock::instant);
    Optional<Instant> deadline =
        plan.map(begun -> wallClock.instant().plusNanos(begun.deadlineNanos() - now));
    state = new State(phase, reason, Optional.of(since), deadline);
    guests.refuseNewcomers();
    plan.ifPresent(begun -> guests.announce(begun.deadlineNanos()));
    List<Load> rooms = guests.rooms();
    log.info(
        "drain: newcomers are refused ({}) rooms={} participants={} {}",
        reason,
        rooms.size(),
        members(rooms),
        times.map(Drain::shown).orElse("they may stay"));
  }

  private static String shown(Times times) {
    return "notice=%ds until=%ds pace=%s"
        .formatted(
            TimeUnit.NANOSECONDS.toSeconds(times.noticeNanos()),
            TimeUnit.NANOSECONDS.toSeconds(times.totalNanos()),
            times.pace());
  }

  /**
   * Does what is due.
   *
   * @return true when nothing will be due any more
   */
  synchronized boolean step() {
    if (plan.isEmpty()) {
      return true;
    }
    DrainPlan begun = plan.get();
    long now = clock.nanoTime();
    List<Load> rooms = guests.rooms();
    Stage stage = begun.stage(now, rooms);
    if (stage == Stage.MOVING && told == Stage.NOTICE) {
      log.info("drain: rooms begin to move left={} participants={}", rooms.size(), members(rooms));
    }
    List<Load> due = begun.due(now, rooms);
    if (!due.isEmpty()) {
      guests.move(due);
      log.debug("drain: moved {}", due);
    }
    if (stage == Stage.OVER && told != Stage.OVER) {
      List<Load> left = begun.left(rooms);
      log.info(
          "drain: rooms moved={} left={} participants left={}",
          begun.moved(),
          left.size(),
          members(left));
    }
    told = stage;
    return stage == Stage.OVER;
  }

  private static int members(List<Load> rooms) {
    return rooms.stream().mapToInt(Load::members).sum();
  }

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public synchronized Optional<String> problem() {
    return switch (state.phase()) {
      case OPEN -> Optional.empty();
      case DRAINING -> Optional.of("draining: " + state.reason());
      case STOPPING -> Optional.of(state.reason());
    };
  }
}
