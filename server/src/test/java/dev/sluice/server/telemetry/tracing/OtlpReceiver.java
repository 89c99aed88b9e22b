package dev.sluice.server.telemetry.tracing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A collector: keeps what it is sent. How it is spoken to is up to its subclasses. */
public abstract class OtlpReceiver implements AutoCloseable {

  private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();
  private final List<ResourceLogs> receivedLogs = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();

  /** Where exporters send to. */
  public abstract URI endpoint();

  @Override
  public abstract void close();

  /** All spans so far. */
  public List<Span> spans() {
    return received.stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .map(ScopeSpans::getSpansList)
        .flatMap(List::stream)
        .toList();
  }

  /** The spans of one name, in the order they came. */
  public List<Span> spans(String name) {
    return spans().stream().filter(span -> span.getName().equals(name)).toList();
  }

  /** Who sent them. */
  List<Map<String, String>> resources() {
    return received.stream()
        .map(resource -> attributes(resource.getResource().getAttributesList()))
        .toList();
  }

  /** The headers of each export, their names in lower case. */
  List<Map<String, String>> headers() {
    return headers;
  }

  /** All log records so far. */
  public List<LogRecord> logs() {
    return receivedLogs.stream()
        .flatMap(resource -> resource.getScopeLogsList().stream())
        .map(ScopeLogs::getLogRecordsList)
        .flatMap(List::stream)
        .toList();
  }

  /** What is sent. */
  enum Signal {
    TRACES("/v1/traces", "/opentelemetry.proto.collector.trace.v1.TraceService/Export"),
    LOGS("/v1/logs", "/opentelemetry.proto.collector.logs.v1.LogsService/Export");

    private final String path;
    private final String method;

    Signal(String path, String method) {
      this.path = path;
      this.method = method;
    }

    /** Over HTTP. */
    String path() {
      return path;
    }

    static Optional<Signal> ofMethod(String method) {
      return Arrays.stream(values()).filter(signal -> signal.method.equals(method)).findFirst();
    }
  }

  void take(Signal signal, Map<String, String> ofRequest, byte[] request) {
    headers.add(ofRequest);
    try {
      switch (signal) {
        case TRACES ->
            received.addAll(ExportTraceServiceRequest.parseFrom(request).getResourceSpansList());
        case LOGS ->
            receivedLogs.addAll(ExportLogsServiceRequest.parseFrom(request).getResourceLogsList());
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not OTLP", e);
    }
  }

  /** Attributes as texts, whatever they are. */
  public static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, text().compose(KeyValue::getValue)));
  }

  private static Function<AnyValue, String> text() {
    return value ->
        switch (value.getValueCase()) {
          case STRING_VALUE -> value.getStringValue();
          case INT_VALUE -> Long.toString(value.getIntValue());
          case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
          case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
          default -> value.toString();
        };
  }
}
