package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;
import static dev.sluice.server.config.Variable.secret;

import dev.sluice.server.telemetry.tracing.TracingOptions.Protocol;
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
          text -> Values.optional(text).map(Endpoints::parse));

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
          TracingVariables::headers);

  static final List<Variable<?>> ALL =
      List.of(
          OTEL_SERVICE_NAME,
          OTEL_EXPORTER_OTLP_ENDPOINT,
          OTEL_EXPORTER_OTLP_PROTOCOL,
          OTEL_EXPORTER_OTLP_HEADERS);

  private TracingVariables() {}

  private static String serviceName(String text) {
    Values.require(text.length() <= 255);
    return text;
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
