package dev.sluice.server.telemetry.tracing;

import java.net.URI;
import java.util.Map;

/**
 * Where traces go.
 *
 * @param serviceName what this server is called in them
 * @param endpoint the collector, with its scheme and without the path of a signal
 * @param headers sent with every export; may hold secrets
 */
public record TracingOptions(
    String serviceName, URI endpoint, Protocol protocol, Map<String, String> headers) {

  /** How OTLP is spoken. */
  public enum Protocol {
    GRPC,
    HTTP_PROTOBUF
  }

  public TracingOptions {
    headers = Map.copyOf(headers);
  }

  /** Tells which headers there are, never what they say. */
  @Override
  public String toString() {
    return "TracingOptions[serviceName=%s, endpoint=%s, protocol=%s, headers=%s]"
        .formatted(serviceName, endpoint, protocol, headers.keySet());
  }
}
