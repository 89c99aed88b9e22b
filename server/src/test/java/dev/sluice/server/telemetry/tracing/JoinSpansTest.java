package dev.sluice.server.telemetry.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinProtocol;
import dev.sluice.server.room.JoinRequest;
import dev.sluice.server.room.JoinStage;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.telemetry.tracing.TracingOptions.Logs;
import dev.sluice.server.telemetry.tracing.TracingOptions.Protocol;
import dev.sluice.server.telemetry.tracing.TracingOptions.Sampling;
import dev.sluice.server.telemetry.tracing.TracingOptions.Sampling.Parents;
import dev.sluice.server.time.WallClock;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoinSpansTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH = 1_700_000_000L * SECOND;
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-" + SPAN + "-00";

  @Test
  void eachStageBeginsWhereTheOneItNeededEnded() throws IOException {
    try (HttpOtlpReceiver receiver = new HttpOtlpReceiver()) {
      try (Tracing tracing = start(receiver.endpoint(), Sampling.ALL)) {
        JoinListener join = tracing.joins().begin(request(SAMPLED, ""));
        long at = SECOND;
        for (JoinStage stage : JoinStage.values()) {
          join.onStage(stage, at += SECOND);
        }
        join.onEnd(JoinOutcome.CONNECTED, "", at);
        join.onEnd(JoinOutcome.ABANDONED, "left", at + SECOND);
        join.onStage(JoinStage.ICE, at);
      }

      Span join = only(receiver, "join");
      assertEquals(TRACE, hex(join.getTraceId()));
      assertEquals(SPAN, hex(join.getParentSpanId()));
      assertEquals(EPOCH + SECOND, join.getStartTimeUnixNano());
      assertEquals(EPOCH + 11 * SECOND, join.getEndTimeUnixNano());
      assertEquals(StatusCode.STATUS_CODE_UNSET, join.getStatus().getCode());
      assertEquals(
          Map.of(
              "sluice.room", "blue",
              "sluice.participant", "obs",
              "sluice.protocol", "whip",
              "sluice.session", "s3ss10",
              "sluice.client", "obs",
              "sluice.join.outcome", "connected"),
          OtlpReceiver.attributes(join.getAttributesList()));
      assertSpan(receiver, "join.request", 1, 2);
      assertSpan(receiver, "join.negotiate", 2, 3);
      assertSpan(receiver, "join.admit", 3, 4);
      assertSpan(receiver, "join.ice", 4, 5);
      assertSpan(receiver, "join.dtls", 5, 6);
      assertSpan(receiver, "join.first_packet_in", 6, 7);
      assertSpan(receiver, "join.first_keyframe_in", 7, 8);
      assertSpan(receiver, "join.first_packet_to_viewer", 7, 9);
      assertSpan(receiver, "join.first_packet_out", 6, 10);
      assertSpan(receiver, "join.first_keyframe_out", 10, 11);
      assertEquals(11, receiver.spans().size());
    }
  }

  private static void assertSpan(OtlpReceiver receiver, String name, int from, int to) {
    Span span = only(receiver, name);
    Span join = only(receiver, "join");
    assertEquals(join.getTraceId(), span.getTraceId(), name);
    assertEquals(join.getSpanId(), span.getParentSpanId(), name);
    assertEquals(EPOCH + from * SECOND, span.getStartTimeUnixNano(), name);
    assertEquals(EPOCH + to * SECOND, span.getEndTimeUnixNano(), name);
  }

  @Test
  void aJoinThatFailsSaysWhereAndWhy() throws IOException {
    try (HttpOtlpReceiver receiver = new HttpOtlpReceiver()) {
      try (Tracing tracing = start(receiver.endpoint(), Sampling.ALL)) {
        JoinListener join = tracing.joins().begin(request("", ""));
        join.onStage(JoinStage.REQUEST, 2 * SECOND);
        join.onStage(JoinStage.NEGOTIATED, 3 * SECOND);
        join.onStage(JoinStage.ADMITTED, 4 * SECOND);
        join.onEnd(JoinOutcome.ICE_FAILED, "no check came", 9 * SECOND);
      }

      for (String name : List.of("join", "join.ice")) {
        Span span = only(receiver, name);
        assertEquals(StatusCode.STATUS_CODE_ERROR, span.getStatus().getCode());
        assertEquals("ice_failed: no check came", span.getStatus().getMessage());
        assertEquals(EPOCH + 9 * SECOND, span.getEndTimeUnixNano());
      }
      assertTrue(only(receiver, "join").getParentSpanId().isEmpty());
      assertEquals(List.of(), receiver.spans("join.dtls"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, 00-1-2-01",
        "00-\u001b[31m",
        "-",
      })
  void whatIsNoTraceIsIgnored(String traceparent) throws IOException {
    try (HttpOtlpReceiver receiver = new HttpOtlpReceiver()) {
      try (Tracing tracing = start(receiver.endpoint(), Sampling.ALL)) {
        JoinListener join = tracing.joins().begin(request(traceparent, "a=b"));
        join.onEnd(JoinOutcome.UNAUTHORIZED, "", SECOND);
      }

      Span join = only(receiver, "join");
      assertTrue(join.getParentSpanId().isEmpty());
      assertFalse(hex(join.getTraceId()).equals(TRACE));
      assertEquals("", join.getTraceState());
    }
  }

  @Test
  void theStateOfATraceIsPassedOnUnlessItIsTooLong() throws IOException {
    try (HttpOtlpReceiver receiver = new HttpOtlpReceiver()) {
      try (Tracing tracing = start(receiver.endpoint(), Sampling.ALL)) {
        for (String state :
            List.of(
                "vendor=1",
                "vendor=" + "x".repeat(250) + ",b=" + "y".repeat(250) + ",c=" + "z".repeat(20))) {
          tracing.joins().begin(request(SAMPLED, state)).onEnd(JoinOutcome.CONNECTED, "", SECOND);
        }
      }

      assertEquals(
          List.of("vendor=1", ""),
          receiver.spans("join").stream().map(Span::getTraceState).toList());
      assertTrue(
          receiver.spans("join").stream().allMatch(join -> hex(join.getTraceId()).equals(TRACE)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DECIDE, 0, " + SAMPLED + ", 1",
    "DECIDE, 1, " + UNSAMPLED + ", 0",
    "IGNORED, 0, " + SAMPLED + ", 0",
    "IGNORED, 1, " + UNSAMPLED + ", 1",
    "DECIDE, 0, '', 0",
    "DECIDE, 1, '', 1",
  })
  void theClientDecidesWhetherItsTraceIsRecordedIfItMay(
      Parents parents, double ratio, String traceparent, int recorded) throws IOException {
    try (HttpOtlpReceiver receiver = new HttpOtlpReceiver()) {
      JoinListener join;
      try (Tracing tracing = start(receiver.endpoint(), new Sampling(parents, ratio))) {
        join = tracing.joins().begin(request(traceparent, ""));
        join.onStage(JoinStage.REQUEST, SECOND);
        join.onEnd(JoinOutcome.CONNECTED, "", SECOND);
      }

      assertEquals(recorded, receiver.spans("join").size());
      assertEquals(recorded, receiver.spans("join.request").size());
      assertEquals(recorded == 1, join.ids().sampled());
      assertTrue(join.ids().traced(), "the logs name the trace in any case");
      assertEquals(
          "00-%s-%s-0%d".formatted(join.ids().traceId(), join.ids().spanId(), recorded),
          join.ids().traceparent());
    }
  }

  /** The exporter is stuck the whole time, and yet this test goes on. */
  @Test
  void joinsDoNotWaitForACollectorAndWhatItCannotTakeIsLost() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicInteger exported = new AtomicInteger();
    SpanExporter exporter =
        new SpanExporter() {
          @Override
          public CompletableResultCode export(Collection<SpanData> spans) {
            try {
              stuck.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            exported.addAndGet(spans.size());
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
          }
        };
    int spans = 0;
    try (Tracing tracing =
        Tracing.start(
            options(URI.create("http://127.0.0.1:1"), Sampling.ALL),
            exporter,
            "1.2.3",
            () -> 0,
            new WallClock(0, EPOCH))) {
      while (spans < 4 * Tracing.MAX_QUEUED_SPANS) {
        JoinListener join = tracing.joins().begin(request("", ""));
        for (JoinStage stage : JoinStage.values()) {
          join.onStage(stage, SECOND);
          spans++;
        }
        join.onEnd(JoinOutcome.CONNECTED, "", SECOND);
        spans++;
      }
      assertEquals(0, exported.get());
      stuck.countDown();
    }

    int atMost = Tracing.MAX_QUEUED_SPANS + 2 * 512;
    assertTrue(exported.get() > 0 && exported.get() <= atMost, exported + " of " + spans);
  }

  private static JoinRequest request(String traceparent, String tracestate) {
    return new JoinRequest(
        JoinProtocol.WHIP,
        new RoomId("blue"),
        new ParticipantId("obs"),
        "s3ss10",
        "obs",
        Optional.of(traceparent).filter(text -> !text.isEmpty()),
        Optional.of(tracestate).filter(text -> !text.isEmpty()),
        SECOND);
  }

  private static TracingOptions options(URI endpoint, Sampling sampling) {
    return new TracingOptions(
        "sfu-1", endpoint, Protocol.HTTP_PROTOBUF, Map.of(), sampling, Logs.ERRORS);
  }

  private static Tracing start(URI endpoint, Sampling sampling) {
    return Tracing.start(options(endpoint, sampling), "1.2.3", () -> 0, new WallClock(0, EPOCH));
  }

  private static Span only(OtlpReceiver receiver, String name) {
    List<Span> spans = receiver.spans(name);
    assertEquals(1, spans.size(), name);
    return spans.get(0);
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }
}
