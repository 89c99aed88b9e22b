package dev.sluice.server.events.webhook;

/** What became of one attempt to deliver an event. */
sealed interface Answer {

  /** The receiver has it: 2xx. */
  record Delivered() implements Answer {}

  /** The receiver wants no more, ever: 410. */
  record Gone() implements Answer {}

  /**
   * Anything else: to be tried again.
   *
   * @param why for a log line
   * @param retryAfterNanos the receiver wants to be left alone so long; 0 when it did not say
   */
  record Failed(String why, long retryAfterNanos) implements Answer {}
}
