package dev.sluice.server.events.webhook;

import dev.sluice.server.events.EventFilter;
import java.net.URI;
import java.util.List;

/**
 * Who is told, and how hard it is tried.
 *
 * @param urls where events are posted to
 * @param secrets every request is signed with each of them
 * @param filter what they are told of
 * @param effort how hard
 */
public record WebhookOptions(
    List<URI> urls, List<WebhookSecret> secrets, EventFilter filter, Effort effort) {

  /**
   * Limits and times, for each URL.
   *
   * @param maxQueued events that wait; further ones are dropped
   * @param maxConcurrent requests at once
   * @param timeoutNanos a request may take
   * @param firstRetryNanos before the second attempt; doubles from then on
   * @param maxRetryNanos between two attempts
   * @param giveUpNanos after the first attempt of an event
   */
  public record Effort(
      int maxQueued,
      int maxConcurrent,
      long timeoutNanos,
      long firstRetryNanos,
      long maxRetryNanos,
      long giveUpNanos) {

    private static final long SECOND = 1_000_000_000L;

    /** 10 000 events, 8 requests of 15 s at most, from 1 s to 5 minutes, for 6 hours. */
    public static final Effort DEFAULT =
        new Effort(10_000, 8, 15 * SECOND, SECOND, 300 * SECOND, 6 * 3600 * SECOND);

    /** The same for another time. */
    public Effort withGiveUpNanos(long other) {
      return new Effort(
          maxQueued, maxConcurrent, timeoutNanos, firstRetryNanos, maxRetryNanos, other);
    }
  }

  public WebhookOptions {
    urls = List.copyOf(urls);
    secrets = List.copyOf(secrets);
  }

  /** An address may have a secret in its path. */
  @Override
  public String toString() {
    return "WebhookOptions[hosts=%s, secrets=%d, filter=%s, effort=%s]"
        .formatted(urls.stream().map(URI::getHost).toList(), secrets.size(), filter, effort);
  }
}
