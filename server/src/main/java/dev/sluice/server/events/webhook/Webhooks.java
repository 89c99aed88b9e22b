package dev.sluice.server.events.webhook;

import dev.sluice.server.events.EventConsumer;
import dev.sluice.server.events.ServerEvent;
import dev.sluice.server.time.NanoClock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * All receivers of webhooks. Owned by the thread of the {@link dev.sluice.server.events.EventDesk};
 * {@link #stats} may be called by any.
 */
public final class Webhooks implements EventConsumer, AutoCloseable {

  /** Stats are made so often at most, since all lines are looked at. */
  private static final long STATS_NANOS = 100_000_000L;

  private final WebhookOptions options;
  private final List<WebhookReceiver> receivers = new ArrayList<>();
  private long nextStatsNanos;
  private volatile WebhookStats stats = new WebhookStats(List.of());

  /**
   * @param owner runs tasks on the thread that calls {@link #onEvent}
   * @param random for jitter
   */
  public Webhooks(
      WebhookOptions options,
      Executor owner,
      NanoClock clock,
      InstantSource wallClock,
      RandomGenerator random) {
    this.options = options;
    for (int i = 0; i < options.urls().size(); i++) {
      receivers.add(
          new WebhookReceiver(
              new DeliveryPlan(options.effort(), random, clock.nanoTime()),
              new WebhookSender(options.urls().get(i), options.secrets(), i + 1, wallClock),
              options.effort().timeoutNanos(),
              owner,
              clock));
    }
    nextStatsNanos = clock.nanoTime();
    publishStats();
  }

  @Override
  public void onEvent(ServerEvent event, long nowNanos) {
    if (options.filter().includes(event.type())) {
      receivers.forEach(receiver -> receiver.offer(event, nowNanos));
    }
  }

  @Override
  public long onTime(long nowNanos) {
    long wait = Long.MAX_VALUE;
    for (WebhookReceiver receiver : receivers) {
      wait = Math.min(wait, receiver.pump(nowNanos));
    }
    long untilStats = nextStatsNanos - nowNanos;
    if (untilStats <= 0) {
      publishStats();
      nextStatsNanos = nowNanos + STATS_NANOS;
      return wait;
    }
    return Math.min(wait, untilStats);
  }

  private void publishStats() {
    stats = new WebhookStats(receivers.stream().map(WebhookReceiver::stats).toList());
  }

  @Override
  public boolean busy() {
    return receivers.stream().anyMatch(WebhookReceiver::busy);
  }

  /** As of a second ago at most. */
  public WebhookStats stats() {
    return stats;
  }

  /** To be called once its owner has ended. */
  @Override
  public void close() {
    receivers.forEach(WebhookReceiver::close);
  }
}
