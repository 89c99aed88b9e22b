package dev.sluice.server.e2e.wish;

/** Somebody who publishes by WHIP. Used by one thread. */
public interface Publisher extends AutoCloseable {

  /** Ends it without a word to the server. */
  void kill();

  /** Deletes the session and ends. */
  @Override
  void close();
}
