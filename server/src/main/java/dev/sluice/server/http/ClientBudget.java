package dev.sluice.server.http;

/** What one client may still send, over all its connections together. Thread-safe. */
@FunctionalInterface
public interface ClientBudget {

  /** Takes so many bytes of it; false, and nothing is taken, when there are fewer. */
  boolean takes(int bytes);
}
