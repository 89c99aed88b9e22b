package dev.sluice.server.telemetry.tracing;

import dev.sluice.recorder.RecordingObserver;
import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.telemetry.ErrorSink;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.WallClock;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sends traces to a collector. Spans are queued and sent in batches by a thread of OpenTelemetry's;
 * when the collector is slow or away, what does not fit is lost, and nobody waits. Thread-safe.
 */
public final class Tracing implements AutoCloseable {

  /** Ten spans a join: those of some hundred joins at once; beyond that they are lost. */
  static final int MAX_QUEUED_SPANS = 8192;

  /** How long a span waits for others. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** How long the end of the program waits for the last spans to be sent. */
  private static final long CLOSE_SECONDS = 3;

  /**
   * OpenTelemetry logs every failed export by itself, past our logging; {@link WatchedExporter}
   * says it instead. Kept here, since the JDK forgets the level of a logger nobody holds.
   */
  private static final Logger OWN_LOGGER = Logger.getLogger("io.opentelemetry");

  private final SdkTracerProvider provider;
  private final RecordingSpans recordings;
  private final JoinSpans joins;
  private final Optional<ErrorLogs> errors;

  private Tracing(
      SdkTracerProvider provider,
      RecordingSpans recordings,
      JoinSpans joins,
      Optional<ErrorLogs> errors) {
    this.provider = provider;
    this.recordings = recordings;
    this.joins = joins;
    this.errors = errors;
  }

  /**
   * Starts sending; the collector need not be there yet.
   *
   * @param version of this program
   * @param clock of the times in recorder events
   */
  public static Tracing start(
      TracingOptions options, String version, NanoClock clock, WallClock wallClock) {
    return start(options, new OtlpExporters(options).spans(), version, clock, wallClock);
  }

  static Tracing start(
      TracingOptions options,
      SpanExporter exporter,
      String version,
      NanoClock clock,
      WallClock wallClock) {
    OWN_LOGGER.setLevel(Level.OFF);
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setSampler(sampler(options.sampling()))
            .setResource(resource(options.serviceName(), version))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        new WatchedExporter(
                            exporter, new ExportWatch("spans", options.endpoint(), clock)))
                    .setExporterTimeout(OtlpExporters.TIMEOUT)
                    .setMaxQueueSize(MAX_QUEUED_SPANS)
                    .setScheduleDelay(PATIENCE)
                    .setMeterProvider(MeterProvider.noop())
                    .build())
            .build();
    Tracer tracer = provider.get("dev.sluice", version);
    return new Tracing(
        provider,
        new RecordingSpans(tracer, clock, wallClock),
        new JoinSpans(tracer, wallClock),
        errors(options, version, clock));
  }

  /** Makes spans of what the recorder tells. */
  public RecordingObserver recordings() {
    return recordings;
  }

  /** Makes spans of joins. */
  public JoinObserver joins() {
    return joins;
  }

  /** Sends errors to the collector, when it is to have them. */
  public Optional<ErrorSink> errors() {
    return errors.map(logs -> logs);
  }

  /** Sends what has ended so far, for a bounded time. */
  void flush() {
    provider.forceFlush().join(OtlpExporters.TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Ends all spans and sends what there is, for a bounded time. */
  @Override
  public void close() {
    recordings.close();
    errors.ifPresent(ErrorLogs::close);
    provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }

  /** A client that says it records its trace is believed, unless parents are ignored. */
  private static Sampler sampler(TracingOptions.Sampling sampling) {
    Sampler root = Sampler.traceIdRatioBased(sampling.ratio());
    return switch (sampling.parents()) {
      case DECIDE -> Sampler.parentBased(root);
      case IGNORED -> root;
    };
  }

  private static Resource resource(String serviceName, String version) {
    return Resource.getDefault()
        .merge(
            Resource.create(
                Attributes.of(
                    AttributeKey.stringKey("service.name"),
                    serviceName,
                    AttributeKey.stringKey("service.version"),
                    version)));
  }

  private static Optional<ErrorLogs> errors(
      TracingOptions options, String version, NanoClock clock) {
    return switch (options.logs()) {
      case NONE -> Optional.empty();
      case ERRORS ->
          Optional.of(
              new ErrorLogs(
                  new WatchedLogExporter(
                      new OtlpExporters(options).logs(),
                      new ExportWatch("errors", options.endpoint(), clock)),
                  resource(options.serviceName(), version),
                  version,
                  OtlpExporters.TIMEOUT));
    };
  }
}
