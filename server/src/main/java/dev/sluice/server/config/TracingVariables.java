package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;
import static dev.sluice.server.config.Variable.secret;

import dev.sluice.server.telemetry.tracing.TracingOptions.Logs;
import dev.sluice.server.telemetry.tracing.TracingOptions.Protocol;
import dev.sluice.server.telemetry.tracing.TracingOptions.Sampling;
import dev.sluice.server.telemetry.tracing.TracingOptions.Sampling.Parents;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The variables of traces, a few of those OpenTelemetry names. */
final class TracingVariables {

  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[ -~]*");

  static final Variable<String> OTEL_SERVICE_NAME =
      plain(
          "OTEL_SERVICE_NAME",
          "sluice",
          "a name of up to 255 characters",
          "what this server is called in traces",
          TracingVariables::serviceName);

  static final Variable<Optional<URI>> OTEL_EXPORTER_OTLP_ENDPOINT =
      plain(
              "OTEL_EXPORTER_OTLP_ENDPOINT",
              "",
              "host:port, http://host:port or https://host:port",
              "the collector traces go to; without, there are none",
              text -> Values.optional(text).map(Endpoints::parse))
          .example("otel-collector:4317");

  static final Variable<Protocol> OTEL_EXPORTER_OTLP_PROTOCOL =
      plain(
          "OTEL_EXPORTER_OTLP_PROTOCOL",
          "grpc",
          "grpc or http/protobuf",
          "how the collector is spoken to",
          TracingVariables::protocol);

  static final Variable<Map<String, String>> OTEL_EXPORTER_OTLP_HEADERS =
      secret(
              "OTEL_EXPORTER_OTLP_HEADERS",
              "name=value pairs with commas between them, values percent-encoded",
              "headers for the collector, such as its token",
              TracingVariables::headers)
          .example("authorization=Bearer%20<token>");

  static final Variable<Sampler> OTEL_TRACES_SAMPLER =
      plain(
          "OTEL_TRACES_SAMPLER",
          "parentbased_always_on",
          "always_on, always_off, traceidratio, or one of these with parentbased_ before it",
          "which traces are recorded; parentbased_… lets clients that bring a trace decide",
          text -> Values.constant(Sampler.class, text));

  static final Variable<Double> OTEL_TRACES_SAMPLER_ARG =
      plain(
          "OTEL_TRACES_SAMPLER_ARG",
          "1",
          "a number from 0 to 1",
          "which part of all traces is recorded, for traceidratio",
          TracingVariables::ratio);

  static final Variable<LogsExporter> OTEL_LOGS_EXPORTER =
      plain(
          "OTEL_LOGS_EXPORTER",
          "otlp",
          "otlp or none",
          "whether the collector gets errors as log records",
          text -> Values.constant(LogsExporter.class, text));

  static final List<Variable<?>> ALL =
      List.of(
          OTEL_SERVICE_NAME,
          OTEL_EXPORTER_OTLP_ENDPOINT,
          OTEL_EXPORTER_OTLP_PROTOCOL,
          OTEL_EXPORTER_OTLP_HEADERS,
          OTEL_TRACES_SAMPLER,
          OTEL_TRACES_SAMPLER_ARG,
          OTEL_LOGS_EXPORTER);

  /** The texts of OTEL_LOGS_EXPORTER. */
  enum LogsExporter {
    OTLP(Logs.ERRORS),
    NONE(Logs.NONE);

    private final Logs meaning;

    LogsExporter(Logs meaning) {
      this.meaning = meaning;
    }

    Logs meaning() {
      return meaning;
    }
  }

  /** The texts of OTEL_TRACES_SAMPLER. */
  enum Sampler {
    ALWAYS_ON,
    ALWAYS_OFF,
    TRACEIDRATIO,
    PARENTBASED_ALWAYS_ON,
    PARENTBASED_ALWAYS_OFF,
    PARENTBASED_TRACEIDRATIO;

    /** Whether it goes by OTEL_TRACES_SAMPLER_ARG. */
    boolean takesRatio() {
      return this == TRACEIDRATIO || this == PARENTBASED_TRACEIDRATIO;
    }

    Sampling of(double ratio) {
      Parents parents = name().startsWith("PARENTBASED") ? Parents.DECIDE : Parents.IGNORED;
      return switch (this) {
        case ALWAYS_ON, PARENTBASED_ALWAYS_ON -> new Sampling(parents, 1);
        case ALWAYS_OFF, PARENTBASED_ALWAYS_OFF -> new Sampling(parents, 0);
        case TRACEIDRATIO, PARENTBASED_TRACEIDRATIO -> new Sampling(parents, ratio);
      };
    }
  }

  private TracingVariables() {}

  private static String serviceName(String text) {
    Values.require(text.length() <= 255);
    return text;
  }

  private static double ratio(String text) {
    double ratio = Double.parseDouble(text);
    Values.require(ratio >= 0 && ratio <= 1);
    return ratio;
  }

  private static Protocol protocol(String text) {
    return switch (text) {
      case "grpc" -> Protocol.GRPC;
      case "http/protobuf" -> Protocol.HTTP_PROTOBUF;
      default -> throw new IllegalArgumentException("no protocol");
    };
  }

  private static Map<String, String> headers(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String pair : Values.list(text)) {
      int equals = pair.indexOf('=');
      Values.require(equals > 0);
      String name = pair.substring(0, equals).strip();
      String raw = pair.substring(equals + 1).strip().replace("+", "%2B");
      String value = URLDecoder.decode(raw, StandardCharsets.UTF_8);
      Values.require(HEADER_NAME.matcher(name).matches() && HEADER_VALUE.matcher(value).matches());
      Values.require(headers.put(name, value) == null);
    }
    return headers;
  }
}
