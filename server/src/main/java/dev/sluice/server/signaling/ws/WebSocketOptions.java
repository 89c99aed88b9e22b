package dev.sluice.server.signaling.ws;

/**
 * Limits of one WebSocket.
 *
 * @param maxMessageBytes of a message from the client; beyond it the connection is closed with 1009
 * @param framesPerSecond of any kind from the client, on average; beyond it 1008
 * @param frameBurst at once
 * @param maxQueuedMessages that wait for a slow reader
 * @param maxQueuedBytes the same, as text
 * @param pingIntervalNanos how often the server pings
 * @param silenceTimeoutNanos how long nothing may be heard before the connection counts as dead
 * @param closeTimeoutNanos how long the client may take to answer a close
 */
public record WebSocketOptions(
    int maxMessageBytes,
    int framesPerSecond,
    int frameBurst,
    int maxQueuedMessages,
    int maxQueuedBytes,
    long pingIntervalNanos,
    long silenceTimeoutNanos,
    long closeTimeoutNanos) {

  private static final long SECOND = 1_000_000_000L;

  /** An SDP of 1 MiB with room for JSON around it; a ping every 10 s, dead after 30 s. */
  public static final WebSocketOptions DEFAULTS =
      new WebSocketOptions(
          (1 << 20) + (256 << 10), 200, 1000, 1024, 4 << 20, 10 * SECOND, 30 * SECOND, 2 * SECOND);

  /** The same with longer messages, or shorter ones. */
  public WebSocketOptions withMaxMessageBytes(int bytes) {
    return new WebSocketOptions(
        bytes,
        framesPerSecond,
        frameBurst,
        maxQueuedMessages,
        maxQueuedBytes,
        pingIntervalNanos,
        silenceTimeoutNanos,
        closeTimeoutNanos);
  }
}
