package dev.sluice.server.media;

import org.slf4j.Logger;

/**
 * Logs what should not happen, at most once a second, so that a fault which a peer can repeat does
 * not fill the disk. Owned by one thread.
 */
final class FailureLog {

  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final Logger log;
  private long suppressed;
  private long lastNanos;
  private boolean used;

  FailureLog(Logger log) {
    this.log = log;
  }

  void failed(String what, Throwable cause, long nowNanos) {
    if (used && nowNanos - lastNanos < INTERVAL_NANOS) {
      suppressed++;
      return;
    }
    log.error("{} ({} more since the last such line)", what, suppressed, cause);
    used = true;
    lastNanos = nowNanos;
    suppressed = 0;
  }
}
