package dev.sluice.server.events;

/** Takes the events, on the thread of the {@link EventDesk}. */
public interface EventConsumer {

  void onEvent(ServerEvent event, long nowNanos);

  /**
   * Does what is due.
   *
   * @return in how many nanoseconds it wants to be called again at the latest; {@link
   *     Long#MAX_VALUE} when nothing waits
   */
  long onTime(long nowNanos);

  /** Whether something waits that should be done before the server ends. */
  boolean busy();
}
