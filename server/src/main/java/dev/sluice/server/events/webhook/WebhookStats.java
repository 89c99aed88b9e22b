package dev.sluice.server.events.webhook;

import java.util.List;

/**
 * How the webhooks do, receiver by receiver in the order of their URLs. Immutable.
 *
 * @param receivers one for each URL
 */
public record WebhookStats(List<Receiver> receivers) {

  /**
   * One receiver. Counts are since the start.
   *
   * @param queued events that wait or are under way
   * @param oldestMillis when the oldest of them happened, since the Unix epoch; 0 without any
   * @param gone whether it said that it wants no more
   * @param delivered events
   * @param failed attempts
   * @param givenUp events that were tried for too long
   * @param dropped events, since too many waited or the receiver is gone
   */
  public record Receiver(
      int queued,
      long oldestMillis,
      boolean gone,
      long delivered,
      long failed,
      long givenUp,
      long dropped) {}

  public WebhookStats {
    receivers = List.copyOf(receivers);
  }
}
