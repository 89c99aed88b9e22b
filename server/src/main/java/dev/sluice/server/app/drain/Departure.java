package dev.sluice.server.app.drain;

import dev.sluice.server.app.drain.DrainPlan.Load;
import dev.sluice.server.config.DrainOptions;
import dev.sluice.server.room.RoomRegistry;
import dev.sluice.server.signaling.SignalingService;
import dev.sluice.server.signaling.wish.WishService;
import dev.sluice.server.time.NanoClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for what {@link Drain} decides: on a thread {@code drain} while an operator has it so, and
 * on the thread that ends the process. In time, everybody is gone after it.
 */
public final class Departure implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Departure.class);

  /** How long rooms get to say goodbye. */
  static final Duration GOODBYE = Duration.ofSeconds(3);

  /**
   * How long requests of those who have just been sent elsewhere are answered still: a WHIP client
   * learns only by its next POST where to go.
   */
  static final Duration HANDOVER = Duration.ofSeconds(2);

  private static final long LOOK_MILLIS = 20;

  /** An operator's order has less haste. */
  private static final long FOLLOW_MILLIS = 200;

  private final Drain drain;
  private final Guests guests;
  private final DrainOptions options;
  private final NanoClock clock;
  private final Thread thread;
  private volatile boolean hurried;
  private volatile boolean leaving;

  private Departure(Guests guests, DrainOptions options, NanoClock clock) {
    this.guests = guests;
    this.options = options;
    this.clock = clock;
    this.drain = new Drain(guests, options, clock, InstantSource.system());
    this.thread = new Thread(this::follow, "drain");
    thread.setDaemon(true);
  }

  /** Of a server with these guests; ready for orders. */
  public static Departure of(
      SignalingService signaling,
      WishService wish,
      RoomRegistry rooms,
      DrainOptions options,
      NanoClock clock) {
    Departure departure = new Departure(Guests.of(signaling, wish, rooms, options), options, clock);
    departure.thread.start();
    return departure;
  }

  /** What can be ordered of it. */
  public Drain drain() {
    return drain;
  }

  /** How long {@link #run} takes at most. */
  public Duration longest() {
    return Duration.ofNanos(options.totalNanos()).plus(HANDOVER).plus(GOODBYE.multipliedBy(2));
  }

  /** Looks after an operator's order. */
  private void follow() {
    try {
      while (!leaving) {
        TimeUnit.MILLISECONDS.sleep(FOLLOW_MILLIS);
        if (!leaving) {
          drain.step();
        }
      }
    } catch (InterruptedException e) {
      log.debug("drain: its thread ends");
    }
  }

  /** Has everybody go, in the time that is configured, and waits until they are gone. */
  public void run(Runnable stopAccepting) {
    leaving = true;
    drain.stop();
    waitUntil(drain::step, Long.MAX_VALUE);
    guests.move(guests.rooms());
    waitUntil(this::nobodyIsHere, GOODBYE.toNanos());
    if (options.standIn().isPresent()) {
      waitUntil(() -> hurried, HANDOVER.toNanos());
    }
    stopAccepting.run();
    guests.dismiss();
    waitUntil(this::nobodyIsHere, GOODBYE.toNanos());
    List<Load> left = guests.rooms();
    if (!left.isEmpty()) {
      log.warn("drain: rooms that do not close are left behind: {}", left);
    }
  }

  /** Does it at once. Any thread. */
  public void hurry() {
    hurried = true;
    drain.hurry();
  }

  private boolean nobodyIsHere() {
    return guests.rooms().isEmpty();
  }

  private void waitUntil(BooleanSupplier condition, long atMostNanos) {
    long begun = clock.nanoTime();
    try {
      while (!condition.getAsBoolean() && clock.nanoTime() - begun < atMostNanos) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    leaving = true;
    thread.interrupt();
  }
}
