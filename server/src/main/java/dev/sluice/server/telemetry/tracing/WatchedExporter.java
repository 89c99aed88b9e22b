package dev.sluice.server.telemetry.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Exports spans under watch. */
record WatchedExporter(SpanExporter exporter, ExportWatch watch) implements SpanExporter {

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    return watch.watch(exporter.export(spans), spans.size());
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
