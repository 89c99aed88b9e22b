package dev.sluice.server.config;

import dev.sluice.server.telemetry.tracing.TracingOptions;
import dev.sluice.server.telemetry.tracing.TracingOptions.Logs;
import dev.sluice.server.telemetry.tracing.TracingOptions.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The variables of traces. */
final class TracingConfig {

  private static final List<Variable<?>> USELESS_ALONE =
      List.of(
          TracingVariables.OTEL_EXPORTER_OTLP_PROTOCOL,
          TracingVariables.OTEL_EXPORTER_OTLP_HEADERS,
          TracingVariables.OTEL_TRACES_SAMPLER,
          TracingVariables.OTEL_TRACES_SAMPLER_ARG,
          TracingVariables.OTEL_LOGS_EXPORTER);

  private TracingConfig() {}

  /** Empty when no collector is named. */
  static Optional<TracingOptions> options(Environment environment) {
    String serviceName = environment.value(TracingVariables.OTEL_SERVICE_NAME);
    TracingOptions.Protocol protocol =
        environment.value(TracingVariables.OTEL_EXPORTER_OTLP_PROTOCOL);
    var headers = environment.value(TracingVariables.OTEL_EXPORTER_OTLP_HEADERS);
    Sampling sampling =
        environment
            .value(TracingVariables.OTEL_TRACES_SAMPLER)
            .of(environment.value(TracingVariables.OTEL_TRACES_SAMPLER_ARG));
    Logs logs = environment.value(TracingVariables.OTEL_LOGS_EXPORTER).meaning();
    return environment
        .value(TracingVariables.OTEL_EXPORTER_OTLP_ENDPOINT)
        .map(uri -> new TracingOptions(serviceName, uri, protocol, headers, sampling, logs));
  }

  /** A sentence for each variable that has no effect. */
  static List<String> notices(Environment environment) {
    List<String> notices = new ArrayList<>();
    if (!environment.has(TracingVariables.OTEL_EXPORTER_OTLP_ENDPOINT)) {
      USELESS_ALONE.stream()
          .filter(environment::has)
          .map(
              variable ->
                  variable.name()
                      + " is set, but has no effect without OTEL_EXPORTER_OTLP_ENDPOINT.")
          .forEach(notices::add);
    } else if (environment.has(TracingVariables.OTEL_TRACES_SAMPLER_ARG)
        && !environment.value(TracingVariables.OTEL_TRACES_SAMPLER).takesRatio()) {
      notices.add(
          "OTEL_TRACES_SAMPLER_ARG is set, but has no effect without OTEL_TRACES_SAMPLER being"
              + " traceidratio or parentbased_traceidratio.");
    }
    return notices;
  }
}
