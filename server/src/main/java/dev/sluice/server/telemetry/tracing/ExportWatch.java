package dev.sluice.server.telemetry.tracing;

import dev.sluice.server.time.NanoClock;
import io.opentelemetry.sdk.common.CompletableResultCode;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when a collector does not take something, rarely while that lasts, and when it does. */
final class ExportWatch {

  private static final Logger log = LoggerFactory.getLogger(Tracing.class);

  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final String what;
  private final URI endpoint;
  private final NanoClock clock;
  private long lost;
  private long saidNanos;

  /**
   * @param what is exported, in the plural
   */
  ExportWatch(String what, URI endpoint, NanoClock clock) {
    this.what = what;
    this.endpoint = endpoint;
    this.clock = clock;
  }

  /** An export of so many is under way. */
  CompletableResultCode watch(CompletableResultCode result, int count) {
    return result.whenComplete(() -> onResult(result, count));
  }

  private synchronized void onResult(CompletableResultCode result, int count) {
    if (result.isSuccess()) {
      if (lost > 0) {
        log.info("traces: {} takes {} again, lost={}", endpoint, what, lost);
      }
      lost = 0;
      return;
    }
    long nowNanos = clock.nanoTime();
    if (lost == 0 || nowNanos - saidNanos >= REPEAT_NANOS) {
      saidNanos = nowNanos;
      log.warn(
          "traces: {} does not take {}, lost={}: {}",
          endpoint,
          what,
          lost + count,
          reason(result.getFailureThrowable()));
    }
    lost += count;
  }

  private static String reason(Throwable failure) {
    return failure == null ? "refused" : String.valueOf(failure.getMessage());
  }
}
