package dev.sluice.server.e2e.recording;

/**
 * Somebody who publishes {@link ClapPattern claps} by WHIP: a flash and a beep that begin together,
 * once a second. Used by one thread.
 */
interface ClapPublisher extends AutoCloseable {

  /**
   * Goes on until so many pictures were published, and some more, then makes no more, waits until
   * all are sent and ends the session.
   *
   * @return what was published in all
   */
  Published publish(int pictures);

  /** Ends it without a word to the server. */
  void kill();

  @Override
  void close();
}
