package dev.sluice.server.events;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingObserver;
import dev.sluice.server.room.RoomObserver;
import dev.sluice.server.room.RoomOccurrence;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code events}: rooms and the recorder drop here what happens, without ever waiting;
 * it makes events of it and tells its consumers. When more waits than is allowed, what comes is
 * dropped and counted.
 */
public final class EventDesk implements RoomObserver, RecordingObserver, Executor, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventDesk.class);

  /** What may wait; a minute of what a busy server tells. */
  private static final int MAX_WAITING = 20_000;

  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final List<EventConsumer> consumers = new ArrayList<>();
  private final EventComposer composer;
  private final NanoClock clock;
  private final long patienceNanos;
  private final Thread thread;

  private volatile boolean closing;
  private long dropsTold;
  private long nextLookNanos;
  private long deadlineNanos;

  /**
   * @param run names this run of the server in the ids of events
   * @param roomOf the room a recording is of
   * @param patienceNanos how long {@link #close} waits for what its consumers have still to do
   */
  public EventDesk(
      String run,
      WallClock wallClock,
      NanoClock clock,
      Function<RecordingId, Optional<String>> roomOf,
      long patienceNanos) {
    this.composer = new EventComposer(run, wallClock, roomOf);
    this.clock = clock;
    this.patienceNanos = patienceNanos;
    this.thread = new Thread(this::run, "events");
    thread.setDaemon(true);
  }

  /** To be called before {@link #start}. */
  public void add(EventConsumer consumer) {
    consumers.add(consumer);
  }

  public void start() {
    nextLookNanos = clock.nanoTime();
    thread.start();
  }

  // ---- any thread

  @Override
  public void onOccurrence(RoomOccurrence occurrence) {
    offer(() -> tell(composer.compose(occurrence)));
  }

  @Override
  public void onEvent(RecorderEvent event) {
    offer(() -> composer.compose(event, clock.nanoTime()).ifPresent(this::tell));
  }

  private void offer(Runnable task) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      dropped.incrementAndGet();
      return;
    }
    tasks.add(
        () -> {
          waiting.decrementAndGet();
          task.run();
        });
  }

  /** Runs something on this thread, for consumers; it must be rare. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** What was dropped since too much waited. */
  public long dropped() {
    return dropped.get();
  }

  /** Lets consumers finish for a while, then ends the thread. */
  @Override
  public void close() {
    execute(
        () -> {
          deadlineNanos = clock.nanoTime() + patienceNanos;
          closing = true;
        });
    try {
      thread.join(TimeUnit.NANOSECONDS.toMillis(2 * patienceNanos) + 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- the thread

  private void run() {
    while (!finished()) {
      try {
        Runnable task =
            tasks.poll(Math.max(0, nextLookNanos - clock.nanoTime()), TimeUnit.NANOSECONDS);
        while (task != null) {
          guarded(task);
          task = tasks.poll();
        }
      } catch (InterruptedException e) {
        return;
      }
      guarded(this::look);
    }
  }

  private boolean finished() {
    if (!closing || !tasks.isEmpty()) {
      return false;
    }
    return clock.nanoTime() - deadlineNanos >= 0
        || consumers.stream().noneMatch(EventConsumer::busy);
  }

  private void look() {
    long now = clock.nanoTime();
    long wait = LONGEST_WAIT_NANOS;
    for (EventConsumer consumer : consumers) {
      wait = Math.min(wait, consumer.onTime(now));
    }
    nextLookNanos = now + wait;
    long drops = dropped.get();
    if (drops > dropsTold) {
      log.warn("{} events were dropped: more happens than can be told", drops - dropsTold);
      dropsTold = drops;
    }
  }

  private void tell(ServerEvent event) {
    long now = clock.nanoTime();
    consumers.forEach(consumer -> consumer.onEvent(event, now));
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("a fault in the telling of events", e);
    }
  }
}
