package dev.sluice.server.telemetry.tracing;

import dev.sluice.server.room.LogFields;
import dev.sluice.server.telemetry.ErrorReport;
import dev.sluice.server.telemetry.ErrorSink;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sends errors as OTLP log records, in the trace that they are about. They are queued and sent by a
 * thread of OpenTelemetry's; what does not fit is lost. Thread-safe.
 */
final class ErrorLogs implements ErrorSink, AutoCloseable {

  private static final int MAX_QUEUED = 512;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long CLOSE_SECONDS = 3;

  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("exception.type");
  private static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("exception.message");
  private static final AttributeKey<String> STACK = AttributeKey.stringKey("exception.stacktrace");
  private static final AttributeKey<String> THREAD = AttributeKey.stringKey("thread.name");
  private static final AttributeKey<String> LOGGER = AttributeKey.stringKey("sluice.logger");
  private static final AttributeKey<Long> LEFT_OUT = AttributeKey.longKey("sluice.left_out");

  private final SdkLoggerProvider provider;
  private final Logger logger;

  ErrorLogs(LogRecordExporter exporter, Resource resource, String version, Duration timeout) {
    this.provider =
        SdkLoggerProvider.builder()
            .setResource(resource)
            .addLogRecordProcessor(
                BatchLogRecordProcessor.builder(exporter)
                    .setMaxQueueSize(MAX_QUEUED)
                    .setMaxExportBatchSize(MAX_QUEUED / 4)
                    .setScheduleDelay(PATIENCE)
                    .setExporterTimeout(timeout)
                    .build())
            .build();
    this.logger = provider.loggerBuilder("dev.sluice").setInstrumentationVersion(version).build();
  }

  @Override
  public void onError(ErrorReport report) {
    logger
        .logRecordBuilder()
        .setTimestamp(report.epochMillis(), TimeUnit.MILLISECONDS)
        .setSeverity(Severity.ERROR)
        .setSeverityText("ERROR")
        .setContext(context(report.fields()))
        .setBody(report.message())
        .setAllAttributes(attributes(report))
        .emit();
  }

  private static Attributes attributes(ErrorReport report) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(LOGGER, report.logger())
            .put(THREAD, report.thread())
            .put(LEFT_OUT, report.leftOut());
    report
        .failure()
        .ifPresent(
            failure ->
                attributes
                    .put(TYPE, failure.type())
                    .put(MESSAGE, failure.message())
                    .put(STACK, failure.stackTrace()));
    report.fields().forEach((name, value) -> putField(attributes, name, value));
    return attributes.build();
  }

  private static void putField(AttributesBuilder attributes, String name, String value) {
    boolean traced = name.equals(LogFields.TRACE_ID) || name.equals(LogFields.SPAN_ID);
    if (!traced) {
      attributes.put("sluice." + name, value);
    }
  }

  /** The trace's, so that the record carries it as OTLP wants it. */
  private static Context context(Map<String, String> fields) {
    SpanContext context =
        SpanContext.create(
            fields.getOrDefault(LogFields.TRACE_ID, ""),
            fields.getOrDefault(LogFields.SPAN_ID, ""),
            TraceFlags.getSampled(),
            TraceState.getDefault());
    return context.isValid() ? Context.root().with(Span.wrap(context)) : Context.root();
  }

  @Override
  public void close() {
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
