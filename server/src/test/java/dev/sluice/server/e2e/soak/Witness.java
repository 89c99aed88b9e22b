package dev.sluice.server.e2e.soak;

import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.attack.Call;
import dev.sluice.server.e2e.attack.CallQuality;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Two browsers in a call while others come and go. One publishes, the other tells how it is. They
 * come anew every few minutes. A thread of its own owns the browsers.
 */
final class Witness implements AutoCloseable {

  private static final Duration CALL = Duration.ofMinutes(3);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final URI server;
  private final Tokens tokens;
  private final Thread thread;
  private volatile boolean wanted;
  private volatile boolean inCall;
  private volatile boolean ended;
  private volatile Map<String, Double> said = Map.of();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  Witness(URI server, Tokens tokens) {
    this.server = server;
    this.tokens = tokens;
    thread = new Thread(this::run, "witness");
    thread.setDaemon(true);
    thread.start();
  }

  /** Comes, or goes; has gone when this returns. */
  void attend(boolean now) {
    wanted = now;
    while (!now && inCall) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** What it saw last; empty when it is in no call. */
  Map<String, Double> said() {
    return said;
  }

  /** For people. */
  String summary() {
    return "two browsers: %d calls, %d that broke or did not come about"
        .formatted(calls.get(), failures.get());
  }

  private void run() {
    try (Browsers browsers = Browsers.start()) {
      while (!ended) {
        if (wanted) {
          inCall = true;
          oneCall(browsers);
          said = Map.of();
          inCall = false;
        } else {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
      }
    } catch (RuntimeException | AssertionError e) {
      failures.incrementAndGet();
      System.err.println("the witness is gone: " + e);
    } finally {
      inCall = false;
    }
  }

  private void oneCall(Browsers browsers) {
    long end = System.nanoTime() + CALL.toNanos();
    try (Call call = new Call(browsers, server, tokens.of("call", Duration.ofHours(1)))) {
      calls.incrementAndGet();
      while (wanted && System.nanoTime() - end < 0) {
        long until = System.nanoTime() + LOOK_NANOS;
        said = values(call.watchWhile(() -> wanted && System.nanoTime() - until < 0));
      }
    } catch (RuntimeException | AssertionError e) {
      failures.incrementAndGet();
      System.err.println("the witness' call broke: " + e);
    }
  }

  private static Map<String, Double> values(CallQuality quality) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("witness_fps", quality.framesPerSecond());
    values.put("witness_standstill", quality.standstillSeconds());
    values.put("witness_jitter_ms", quality.jitterMillis());
    values.put("witness_lost_percent", quality.lostPercent());
    return values;
  }

  @Override
  public void close() {
    wanted = false;
    ended = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
