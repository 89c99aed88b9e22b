package dev.sluice.server.e2e;

import com.fasterxml.jackson.databind.JsonNode;

/** A page in some browser. Used by one thread. */
public interface Page extends AutoCloseable {

  /**
   * The value of a JavaScript expression, awaited when it is a promise.
   *
   * @throws RuntimeException with the page's words when it throws
   */
  JsonNode evaluate(String expression);

  /** What the page said on its console, for people. */
  String console();

  @Override
  void close();
}
