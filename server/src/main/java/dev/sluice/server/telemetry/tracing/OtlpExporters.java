package dev.sluice.server.telemetry.tracing;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;

/**
 * The ways to one collector, over gRPC or HTTP. OpenTelemetry's four builders have no type in
 * common, which is why each is told the same.
 */
final class OtlpExporters {

  /** How long one export may take, with all its attempts. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** A collector that restarts is away for a second or two; a longer absence costs spans. */
  private static final RetryPolicy RETRY =
      RetryPolicy.builder()
          .setMaxAttempts(3)
          .setInitialBackoff(Duration.ofMillis(500))
          .setMaxBackoff(Duration.ofSeconds(2))
          .build();

  private final TracingOptions options;
  private final String endpoint;

  OtlpExporters(TracingOptions options) {
    this.options = options;
    this.endpoint = options.endpoint().toString().replaceFirst("/$", "");
  }

  SpanExporter spans() {
    return switch (options.protocol()) {
      case GRPC ->
          OtlpGrpcSpanExporter.builder()
              .setEndpoint(endpoint)
              .setConnectTimeout(CONNECT_TIMEOUT)
              .setTimeout(TIMEOUT)
              .setRetryPolicy(RETRY)
              .setMeterProvider(MeterProvider.noop())
              .setHeaders(options::headers)
              .build();
      case HTTP_PROTOBUF ->
          OtlpHttpSpanExporter.builder()
              .setEndpoint(endpoint + "/v1/traces")
              .setConnectTimeout(CONNECT_TIMEOUT)
              .setTimeout(TIMEOUT)
              .setRetryPolicy(RETRY)
              .setMeterProvider(MeterProvider.noop())
              .setHeaders(options::headers)
              .build();
    };
  }

  LogRecordExporter logs() {
    return switch (options.protocol()) {
      case GRPC ->
          OtlpGrpcLogRecordExporter.builder()
              .setEndpoint(endpoint)
              .setConnectTimeout(CONNECT_TIMEOUT)
              .setTimeout(TIMEOUT)
              .setRetryPolicy(RETRY)
              .setMeterProvider(MeterProvider.noop())
              .setHeaders(options::headers)
              .build();
      case HTTP_PROTOBUF ->
          OtlpHttpLogRecordExporter.builder()
              .setEndpoint(endpoint + "/v1/logs")
              .setConnectTimeout(CONNECT_TIMEOUT)
              .setTimeout(TIMEOUT)
              .setRetryPolicy(RETRY)
              .setMeterProvider(MeterProvider.noop())
              .setHeaders(options::headers)
              .build();
    };
  }
}
