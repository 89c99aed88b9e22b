package dev.sluice.server.room;

/** How fast two byte counters grow. Owned by the room's loop. */
final class TrafficMeter {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private long atNanos;
  private long received;
  private long sent;
  private long receiveBps;
  private long sendBps;

  TrafficMeter(long nowNanos) {
    atNanos = nowNanos;
  }

  /** The counters as they are; a counter that began anew shows nothing for once. */
  void update(long bytesReceived, long bytesSent, long nowNanos) {
    long elapsed = Math.max(1, nowNanos - atNanos);
    receiveBps = rate(bytesReceived - received, elapsed);
    sendBps = rate(bytesSent - sent, elapsed);
    received = bytesReceived;
    sent = bytesSent;
    atNanos = nowNanos;
  }

  private static long rate(long bytes, long elapsedNanos) {
    return (long) (Math.max(0, bytes) * 8.0 * NANOS_PER_SECOND / elapsedNanos);
  }

  /** Between the last two updates, in bits per second. */
  long receiveBps() {
    return receiveBps;
  }

  /** Likewise. */
  long sendBps() {
    return sendBps;
  }
}
