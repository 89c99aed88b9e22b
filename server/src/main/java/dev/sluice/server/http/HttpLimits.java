package dev.sluice.server.http;

/** What a client may send, hold and take its time for. */
public record HttpLimits(Sizes sizes, Counts counts, Timeouts timeouts) {

  private static final long SECOND = 1_000_000_000L;

  /**
   * Of one request.
   *
   * @param bodyBytes more is answered with 413
   * @param headerBytes of all headers; more is answered with 431
   * @param headers header lines; more are answered with 431
   * @param requestLineBytes method, target and version; more is answered with 414
   */
  public record Sizes(int bodyBytes, int headerBytes, int headers, int requestLineBytes) {}

  /**
   * How many there may be.
   *
   * @param connections open at once; further ones are closed at once
   * @param connectionsPerClient the same for one address, but for trusted proxies; 0 for no limit
   * @param webSocketsPerClient open at once; further ones are answered with 429; 0 for no limit
   * @param requestsPerConnection after which it is closed
   */
  public record Counts(
      int connections,
      int connectionsPerClient,
      int webSocketsPerClient,
      int requestsPerConnection) {}

  /**
   * How long things may take.
   *
   * @param requestNanos from a connection's opening, and later from the first byte of a request, to
   *     the end of the request
   * @param idleNanos between a response and the next request
   * @param writeNanos until a client has taken what was written to it, at most 64 KiB at a time
   */
  public record Timeouts(long requestNanos, long idleNanos, long writeNanos) {}

  /**
   * The defaults. Load balancers keep idle connections for 60 seconds, and must not be the last to
   * know that one is closed.
   */
  public static HttpLimits defaults() {
    return new HttpLimits(
        new Sizes(1 << 20, 16 << 10, 100, 8 << 10),
        new Counts(20_000, 1_000, 500, 10_000),
        new Timeouts(30 * SECOND, 75 * SECOND, 30 * SECOND));
  }
}
