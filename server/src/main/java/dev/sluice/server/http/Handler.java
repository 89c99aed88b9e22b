package dev.sluice.server.http;

import java.util.concurrent.CompletionStage;

/**
 * Answers requests of one route. Called on a connection's event loop, so it must not block; the
 * stage may be completed on any thread. A failed stage or an exception becomes a 500.
 */
@FunctionalInterface
public interface Handler {
  CompletionStage<Response> handle(Request request);
}
