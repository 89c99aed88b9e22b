package dev.sluice.server.room;

/**
 * Hears of every join from its request on. Signaling calls it; it must not block and must not
 * throw. Thread-safe.
 */
@FunctionalInterface
public interface JoinObserver {

  /** Hears nothing. */
  JoinObserver NONE = request -> JoinListener.NONE;

  /** A request came. The listener hears what becomes of it. */
  JoinListener begin(JoinRequest request);
}
