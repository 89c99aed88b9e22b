package dev.sluice.server.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.JoinIds;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinProtocol;
import dev.sluice.server.room.JoinRequest;
import dev.sluice.server.room.JoinStage;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JoinMetricsTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final JoinIds TRACED =
      new JoinIds("s", "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

  private static JoinObserver tracing(JoinIds ids) {
    return request ->
        new JoinListener() {
          @Override
          public void onStage(JoinStage stage, long nanos) {}

          @Override
          public void onEnd(JoinOutcome outcome, String detail, long nanos) {}

          @Override
          public JoinIds ids() {
            return ids;
          }
        };
  }

  private static JoinListener join(JoinMetrics metrics) {
    return metrics.begin(
        new JoinRequest(
            JoinProtocol.WHIP,
            new RoomId("blue"),
            new ParticipantId("obs"),
            "s",
            "obs",
            Optional.empty(),
            Optional.empty(),
            5 * MILLISECOND));
  }

  private static String page(JoinMetrics metrics) throws IOException {
    CollectorRegistry registry = new CollectorRegistry();
    metrics.collectors().forEach(registry::register);
    StringWriter page = new StringWriter();
    TextFormat.writeOpenMetrics100(page, registry.metricFamilySamples());
    return page.toString();
  }

  @Test
  void measuresEachStageFromTheRequestOn() throws IOException {
    JoinMetrics metrics = new JoinMetrics(JoinObserver.NONE);
    JoinListener join = join(metrics);
    join.onStage(JoinStage.REQUEST, 7 * MILLISECOND);
    join.onStage(JoinStage.DTLS, 205 * MILLISECOND);

    String page = page(metrics);
    assertTrue(page.contains("sluice_join_seconds_sum{protocol=\"whip\",stage=\"request\"} 0.002"));
    assertTrue(page.contains("sluice_join_seconds_sum{protocol=\"whip\",stage=\"dtls\"} 0.2"));
    assertTrue(
        page.contains(
            "sluice_join_seconds_bucket{protocol=\"whip\",stage=\"dtls\",le=\"0.25\"} 1.0\n"),
        "no trace, no exemplar");
  }

  @Test
  void theTraceOfAJoinIsTheExemplarOfItsBucket() throws IOException {
    JoinMetrics metrics = new JoinMetrics(tracing(TRACED));
    join(metrics).onStage(JoinStage.DTLS, 205 * MILLISECOND);

    assertTrue(
        page(metrics)
            .contains(
                "stage=\"dtls\",le=\"0.25\"} 1.0 # {span_id=\"%s\",trace_id=\"%s\"} 0.2"
                    .formatted(TRACED.spanId(), TRACED.traceId())),
        page(metrics));
  }

  @Test
  void aTraceThatNobodyRecordsIsNoExemplar() throws IOException {
    JoinMetrics metrics =
        new JoinMetrics(tracing(new JoinIds("s", TRACED.traceId(), TRACED.spanId(), false)));
    join(metrics).onStage(JoinStage.DTLS, 205 * MILLISECOND);

    assertTrue(!page(metrics).contains(TRACED.traceId()));
  }

  @Test
  void countsTheFirstEndOfEachJoin() throws IOException {
    JoinMetrics metrics = new JoinMetrics(JoinObserver.NONE);
    JoinListener join = join(metrics);
    join.onEnd(JoinOutcome.REFUSED, "room_full", 0);
    join.onEnd(JoinOutcome.ABANDONED, "left", 0);

    String page = page(metrics);
    assertTrue(page.contains("sluice_joins_total{protocol=\"whip\",outcome=\"refused\"} 1.0"));
    assertTrue(page.contains("sluice_joins_total{protocol=\"whip\",outcome=\"abandoned\"} 0.0"));
    assertTrue(page.contains("sluice_joins_total{protocol=\"ws\",outcome=\"connected\"} 0.0"));
    assertEquals("s", join.ids().session(), "the logs name the session without a trace");
  }
}
