package dev.sluice.server.signaling;

/**
 * What one connection may cost.
 *
 * @param joinTimeoutNanos how long it may take until it has joined
 * @param messagesPerSecond on average
 * @param messageBurst messages at once
 * @param bytesPerSecond on average
 * @param byteBurst bytes at once; no message may be longer
 */
public record ConnectionLimits(
    long joinTimeoutNanos,
    int messagesPerSecond,
    int messageBurst,
    int bytesPerSecond,
    int byteBurst) {

  /** Ten seconds to join, 50 messages a second. */
  public static final ConnectionLimits DEFAULTS =
      new ConnectionLimits(10_000_000_000L, 50, 200, 256 << 10, 4 << 20);
}
