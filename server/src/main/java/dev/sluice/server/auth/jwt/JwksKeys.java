package dev.sluice.server.auth.jwt;

import dev.sluice.server.auth.jwt.JwksFetcher.Fetched;
import dev.sluice.server.auth.jwt.JwksFetcher.Result;
import dev.sluice.server.time.NanoClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an identity provider, fetched by the thread {@code jwks} when they are due, or when a
 * token names one that is not there. While the provider cannot be reached the last good keys hold,
 * and it is asked less and less often. Who verifies never waits for any of this.
 */
public final class JwksKeys implements KeySource, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JwksKeys.class);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

  private final JwksOptions options;
  private final NanoClock clock;
  private final Fetcher fetcher;
  private final Thread thread = new Thread(this::run, "jwks");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private volatile List<VerificationKey> keys = List.of();
  private volatile Status status = new Status(Optional.of("not fetched yet"), 0, 0, 0);

  // guarded by lock
  private boolean wanted;
  private boolean closed;

  // of the thread
  private Duration retry = FIRST_RETRY;

  /**
   * How fetching goes.
   *
   * @param problem of the last fetch, fit for anybody to read; empty when it went well
   * @param lastGoodNanos when one went well last; of no meaning before the first
   * @param fetches that went well
   * @param failures of all fetches
   */
  public record Status(Optional<String> problem, long lastGoodNanos, long fetches, long failures) {}

  /** Fetches once. */
  interface Fetcher {
    Result fetch() throws JwksException, InterruptedException;
  }

  private JwksKeys(JwksOptions options, NanoClock clock, Fetcher fetcher) {
    this.options = options;
    this.clock = clock;
    this.fetcher = fetcher;
    thread.setDaemon(true);
  }

  /** Begins to fetch. */
  public static JwksKeys start(JwksOptions options, NanoClock clock) {
    return start(options, clock, new JwksFetcher(options, clock));
  }

  static JwksKeys start(JwksOptions options, NanoClock clock, Fetcher fetcher) {
    JwksKeys keys = new JwksKeys(options, clock, fetcher);
    keys.thread.start();
    return keys;
  }

  @Override
  public List<VerificationKey> keys() {
    return keys;
  }

  @Override
  public State state() {
    return keys.isEmpty() ? State.NOT_YET : State.COMPLETE;
  }

  /** How fetching goes; for readiness and metrics. */
  public Status status() {
    return status;
  }

  @Override
  public void onUnknownKey() {
    // whoever holds the lock is about to look at what is wanted, or sets it
    if (lock.tryLock()) {
      try {
        wanted = true;
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Stops fetching; keys that are there stay. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }

  private void run() {
    try {
      Duration pause = fetch();
      while (await(pause)) {
        pause = fetch();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until keys are due, or wanted and the last fetch is long enough ago; false at the end.
   */
  private boolean await(Duration pause) throws InterruptedException {
    long begin = clock.nanoTime();
    lock.lock();
    try {
      wanted = false;
      while (!closed) {
        Duration due =
            wanted && options.minInterval().compareTo(pause) < 0 ? options.minInterval() : pause;
        long leftNanos = due.toNanos() - (clock.nanoTime() - begin);
        if (leftNanos <= 0) {
          return true;
        }
        changed.awaitNanos(leftNanos);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Fetches once and says how long to wait. */
  private Duration fetch() throws InterruptedException {
    try {
      Result result = fetcher.fetch();
      if (result instanceof Fetched fetched) {
        keys = fetched.keys();
      }
      if (status.problem().isPresent()) {
        log.info("{} keys of the identity provider at {}", keys.size(), options.url().getHost());
      }
      status =
          new Status(Optional.empty(), clock.nanoTime(), status.fetches() + 1, status.failures());
      retry = FIRST_RETRY;
      return bounded(result.age().orElse(options.defaultAge()));
    } catch (JwksException e) {
      failed(e);
    } catch (RuntimeException e) {
      failed(new JwksException("a fault of the server", e));
    }
    Duration pause = retry;
    retry = shorter(retry.multipliedBy(2), LONGEST_RETRY);
    return pause;
  }

  private void failed(JwksException failure) {
    if (status.failures() == 0 || status.problem().isEmpty()) {
      log.warn(
          "the identity provider's keys cannot be fetched (JWT_JWKS_URL): {}{}; {}",
          failure.getMessage(),
          failure.getCause() == null ? "" : " (" + failure.getCause() + ")",
          keys.isEmpty() ? "tokens of it are refused" : "the last good ones hold");
    }
    status =
        new Status(
            Optional.of(failure.getMessage()),
            status.lastGoodNanos(),
            status.fetches(),
            status.failures() + 1);
  }

  private Duration bounded(Duration age) {
    Duration atLeast = age.compareTo(options.minAge()) < 0 ? options.minAge() : age;
    return shorter(atLeast, options.maxAge());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
