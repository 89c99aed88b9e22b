package dev.sluice.server.telemetry.tracing;

import dev.sluice.server.time.NanoClock;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when a collector does not take spans, rarely while that lasts, and when it does again. */
final class WatchedExporter implements SpanExporter {

  private static final Logger log = LoggerFactory.getLogger(Tracing.class);

  private static final long REPEAT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final SpanExporter exporter;
  private final URI endpoint;
  private final NanoClock clock;
  private long lost;
  private long saidNanos;

  WatchedExporter(SpanExporter exporter, URI endpoint, NanoClock clock) {
    this.exporter = exporter;
    this.endpoint = endpoint;
    this.clock = clock;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> onResult(result, count));
  }

  private synchronized void onResult(CompletableResultCode result, int count) {
    if (result.isSuccess()) {
      if (lost > 0) {
        log.info("traces: {} takes spans again, lost={}", endpoint, lost);
      }
      lost = 0;
      return;
    }
    long nowNanos = clock.nanoTime();
    if (lost == 0 || nowNanos - saidNanos >= REPEAT_NANOS) {
      saidNanos = nowNanos;
      log.warn(
          "traces: {} does not take spans, lost={}: {}",
          endpoint,
          lost + count,
          reason(result.getFailureThrowable()));
    }
    lost += count;
  }

  private static String reason(Throwable failure) {
    return failure == null ? "refused" : String.valueOf(failure.getMessage());
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
