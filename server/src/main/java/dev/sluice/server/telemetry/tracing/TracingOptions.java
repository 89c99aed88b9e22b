package dev.sluice.server.telemetry.tracing;

import java.net.URI;
import java.util.Map;

/**
 * Where traces go.
 *
 * @param serviceName what this server is called in them
 * @param endpoint the collector, with its scheme and without the path of a signal
 * @param headers sent with every export; may hold secrets
 * @param sampling which joins and recordings are traced
 * @param logs what the collector gets besides
 */
public record TracingOptions(
    String serviceName,
    URI endpoint,
    Protocol protocol,
    Map<String, String> headers,
    Sampling sampling,
    Logs logs) {

  /** How OTLP is spoken. */
  public enum Protocol {
    GRPC,
    HTTP_PROTOBUF
  }

  /** What is sent as log records. */
  public enum Logs {
    ERRORS,
    NONE
  }

  /**
   * How a trace is chosen to be recorded.
   *
   * @param parents whether a trace that began elsewhere is recorded when its beginner does so
   * @param ratio of the others, from 0 to 1
   */
  public record Sampling(Parents parents, double ratio) {

    /** All that nobody else has decided about. */
    public static final Sampling ALL = new Sampling(Parents.DECIDE, 1);

    /** Who decides about a trace that began elsewhere. */
    public enum Parents {
      DECIDE,
      IGNORED
    }
  }

  public TracingOptions {
    headers = Map.copyOf(headers);
  }

  /** Tells which headers there are, never what they say. */
  @Override
  public String toString() {
    return "TracingOptions[serviceName=%s, endpoint=%s, protocol=%s, headers=%s, sampling=%s, logs=%s]"
        .formatted(serviceName, endpoint, protocol, headers.keySet(), sampling, logs);
  }
}
