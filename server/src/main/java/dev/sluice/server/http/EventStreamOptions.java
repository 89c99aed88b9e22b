package dev.sluice.server.http;

/**
 * What event streams may cost.
 *
 * @param maxStreams open at once on this server; a further one is answered with 503
 * @param maxQueuedBytes of one stream that wait for its client
 * @param keepAliveNanos a comment is sent this often, so that no proxy takes a quiet stream for
 *     dead
 */
public record EventStreamOptions(int maxStreams, int maxQueuedBytes, long keepAliveNanos) {

  /** 10 000 streams, 64 KiB, 15 seconds. */
  public static EventStreamOptions defaults() {
    return new EventStreamOptions(10_000, 64 << 10, 15_000_000_000L);
  }
}
