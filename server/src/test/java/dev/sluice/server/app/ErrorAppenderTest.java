package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.JoinIds;
import dev.sluice.server.room.LogFields;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.telemetry.ErrorReport;
import dev.sluice.server.telemetry.tracing.GrpcOtlpReceiver;
import dev.sluice.server.telemetry.tracing.HttpOtlpReceiver;
import dev.sluice.server.telemetry.tracing.OtlpReceiver;
import dev.sluice.server.time.WallClock;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class ErrorAppenderTest {

  private static final Logger log = LoggerFactory.getLogger(ErrorAppenderTest.class);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final JoinIds IDS = new JoinIds("s3ss10", TRACE, "00f067aa0ba902b7", true);

  private final List<ErrorReport> reports = new ArrayList<>();
  private long nowNanos;
  private Runnable end = () -> {};

  @AfterEach
  void stop() {
    end.run();
  }

  private void listen() {
    end = Logging.reportErrors(List.of(reports::add), () -> nowNanos);
  }

  private static void fail(String message) {
    LogFields.of(log.atError(), new RoomId("blue"), new ParticipantId("ann"), IDS)
        .setCause(new IllegalStateException("broken"))
        .log("{}", message);
  }

  @Test
  void errorsAreReportedWithTheirFieldsAndWarningsAreNot() {
    listen();
    log.warn("not this");
    fail("room blue failed");

    assertEquals(1, reports.size());
    ErrorReport report = reports.get(0);
    assertEquals("room blue failed", report.message());
    assertEquals(ErrorAppenderTest.class.getName(), report.logger());
    assertEquals("blue", report.fields().get("room"));
    assertEquals(TRACE, report.fields().get("trace_id"));
    assertEquals("java.lang.IllegalStateException", report.failure().orElseThrow().type());
    assertTrue(report.failure().orElseThrow().stackTrace().contains("\tat "));
  }

  @Test
  void aFaultThatIsRepeatedIsCountedInsteadOfReported() {
    listen();
    for (int i = 0; i < 25; i++) {
      fail("again");
    }
    assertEquals(20, reports.size());

    nowNanos += TimeUnit.SECONDS.toNanos(2);
    fail("later");
    assertEquals(21, reports.size());
    assertEquals(5, reports.get(20).leftOut());
  }

  @Test
  void nobodyIsToldAnyMoreAfterTheEnd() {
    listen();
    end.run();
    fail("unheard");
    assertEquals(List.of(), reports);
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void aCollectorGetsErrorsAsLogRecordsInTheirTrace(String protocol) throws IOException {
    try (OtlpReceiver receiver =
        protocol.equals("grpc") ? new GrpcOtlpReceiver() : new HttpOtlpReceiver()) {
      TelemetryParts parts =
          TelemetryParts.start(
              TestConfig.with(
                  Map.of(
                      "OTEL_EXPORTER_OTLP_ENDPOINT",
                      receiver.endpoint().toString(),
                      "OTEL_EXPORTER_OTLP_PROTOCOL",
                      protocol)),
              () -> 0,
              new WallClock(0, 0));
      fail("room blue failed");
      parts.close();

      assertEquals(1, receiver.logs().size());
      LogRecord record = receiver.logs().get(0);
      assertEquals(SeverityNumber.SEVERITY_NUMBER_ERROR, record.getSeverityNumber());
      assertEquals("room blue failed", record.getBody().getStringValue());
      assertEquals(TRACE, HexFormat.of().formatHex(record.getTraceId().toByteArray()));
      assertEquals(IDS.spanId(), HexFormat.of().formatHex(record.getSpanId().toByteArray()));
      Map<String, String> attributes = OtlpReceiver.attributes(record.getAttributesList());
      assertEquals("blue", attributes.get("sluice.room"));
      assertEquals("ann", attributes.get("sluice.participant"));
      assertEquals("java.lang.IllegalStateException", attributes.get("exception.type"));
      assertEquals("broken", attributes.get("exception.message"));
      assertTrue(attributes.get("exception.stacktrace").contains("ErrorAppenderTest"));
    }
  }
}
