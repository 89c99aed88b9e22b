package dev.sluice.server.config;

import static dev.sluice.server.config.Configs.config;
import static dev.sluice.server.config.Configs.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.telemetry.tracing.TracingOptions;
import dev.sluice.server.telemetry.tracing.TracingOptions.Logs;
import dev.sluice.server.telemetry.tracing.TracingOptions.Protocol;
import dev.sluice.server.telemetry.tracing.TracingOptions.Sampling;
import dev.sluice.server.telemetry.tracing.TracingOptions.Sampling.Parents;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingConfigTest {

  @Test
  void withoutACollectorThereAreNoTraces() {
    assertEquals(Optional.empty(), config().tracing());
    assertEquals(Optional.empty(), config("OTEL_SERVICE_NAME", "sfu-1").tracing());
    assertEquals(
        List.of(
            "OTEL_EXPORTER_OTLP_PROTOCOL is set, but has no effect without"
                + " OTEL_EXPORTER_OTLP_ENDPOINT."),
        config("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc").notices());
  }

  @Test
  void aCollectorAloneIsSpokenToByGrpcWithoutTls() {
    assertEquals(
        Optional.of(
            new TracingOptions(
                "sluice",
                URI.create("http://otel-collector:4317"),
                Protocol.GRPC,
                Map.of(),
                Sampling.ALL,
                Logs.ERRORS)),
        config("OTEL_EXPORTER_OTLP_ENDPOINT", "otel-collector:4317").tracing());
  }

  @Test
  void readsEveryVariable() {
    assertEquals(
        Optional.of(
            new TracingOptions(
                "sfu-1",
                URI.create("https://otel.example.org/base"),
                Protocol.HTTP_PROTOBUF,
                Map.of("authorization", "Bearer a+b", "x-team", "north"),
                new Sampling(Parents.IGNORED, 0.25),
                Logs.NONE)),
        config(
                "OTEL_SERVICE_NAME", "sfu-1",
                "OTEL_TRACES_SAMPLER", "traceidratio",
                "OTEL_TRACES_SAMPLER_ARG", "0.25",
                "OTEL_LOGS_EXPORTER", "none",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "https://otel.example.org/base",
                "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
                "OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer%20a+b,x-team=north")
            .tracing());
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_EXPORTER_OTLP_ENDPOINT, grpc://collector:4317",
    "OTEL_EXPORTER_OTLP_ENDPOINT, :4317",
    "OTEL_EXPORTER_OTLP_ENDPOINT, http://collector:4317?a=b",
    "OTEL_EXPORTER_OTLP_PROTOCOL, http/json",
  })
  void sayWhichValueIsNotAllowed(String name, String text) {
    String message = refusal(name, text);

    assertTrue(message.startsWith(name + " must be "), message);
    assertTrue(message.endsWith("but it is \"" + text + "\"."), message);
  }

  @Test
  void neverShowsWhatTheHeadersSay() {
    for (String wrong : List.of("hunter2", "a=%zz hunter2", "a=hunter2,a=b", "a=hunter2%0A")) {
      String message = refusal("OTEL_EXPORTER_OTLP_HEADERS", wrong);
      assertTrue(message.startsWith("OTEL_EXPORTER_OTLP_HEADERS must be name=value"), message);
      assertFalse(message.contains("hunter2"), message);
    }
    assertFalse(
        config(
                "OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317",
                "OTEL_EXPORTER_OTLP_HEADERS", "authorization=hunter2")
            .toString()
            .contains("hunter2"));
  }
}
