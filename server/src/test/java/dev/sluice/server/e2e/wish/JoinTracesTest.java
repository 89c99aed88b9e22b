package dev.sluice.server.e2e.wish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.sluice.server.FreePorts;
import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Page;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerProcess;
import dev.sluice.server.telemetry.tracing.GrpcOtlpReceiver;
import dev.sluice.server.telemetry.tracing.HttpOtlpReceiver;
import dev.sluice.server.telemetry.tracing.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A browser in the room, FFmpeg by WHIP and a player by WHEP against a server in a process of its
 * own: a collector gets one trace for each, with every stage.
 */
@Tag("e2e")
class JoinTracesTest {

  private static final FakeCapture CAPTURE = new FakeCapture(Colour.GREEN, 700);
  private static final int KEYFRAME_INTERVAL = 15;
  private static final String ROOM = "traced";
  private static final String WS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String WHEP_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CLIENT_SPAN = "00f067aa0ba902b7";

  private static final List<String> CONNECTING =
      List.of("join.request", "join.negotiate", "join.admit", "join.ice", "join.dtls");
  private static final List<String> PUBLISHING =
      List.of("join.first_packet_in", "join.first_keyframe_in", "join.first_packet_to_viewer");
  private static final List<String> WATCHING =
      List.of("join.first_packet_out", "join.first_keyframe_out");

  /** The span that has to be over when another begins. */
  private static final Map<String, String> AFTER =
      Map.of(
          "join.negotiate", "join.request",
          "join.admit", "join.negotiate",
          "join.ice", "join.admit",
          "join.dtls", "join.ice",
          "join.first_packet_in", "join.dtls",
          "join.first_keyframe_in", "join.first_packet_in",
          "join.first_packet_to_viewer", "join.first_packet_in",
          "join.first_packet_out", "join.dtls",
          "join.first_keyframe_out", "join.first_packet_out");

  private static Browsers browsers;

  @TempDir private Path records;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void aCollectorGetsOneTraceForEachJoinWithAllItsStages(String protocol) throws Exception {
    try (OtlpReceiver receiver =
        protocol.equals("grpc") ? new GrpcOtlpReceiver() : new HttpOtlpReceiver()) {
      int port = FreePorts.tcp();
      URI server = URI.create("http://127.0.0.1:" + port + "/");
      try (ServerProcess process =
          ServerProcess.run(new String[0], "serve", variables(port, receiver, protocol))) {
        process.says("is ready");
        visit(server, receiver);
        assertTrue(exemplars(server).contains(WHEP_TRACE), "the histogram leads to the trace");
      }
      assertEquals(3, receiver.spans("join").size(), "one trace for each join");
      check(joinBy(receiver, "ws"), receiver, stages(PUBLISHING, WATCHING));
      check(joinBy(receiver, "whip"), receiver, stages(PUBLISHING, List.of()));
      check(joinBy(receiver, "whep"), receiver, stages(List.of(), WATCHING));
      assertEquals(WS_TRACE, hex(joinBy(receiver, "ws").getTraceId()));
      assertEquals(WHEP_TRACE, hex(joinBy(receiver, "whep").getTraceId()));
      assertEquals(CLIENT_SPAN, hex(joinBy(receiver, "ws").getParentSpanId()));
      assertEquals(CLIENT_SPAN, hex(joinBy(receiver, "whep").getParentSpanId()));
      assertTrue(joinBy(receiver, "whip").getParentSpanId().isEmpty(), "FFmpeg has no trace");
      Span recording = receiver.spans("recording").get(0);
      assertEquals(ROOM, attributes(recording).get("sluice.room"));
      assertTrue(
          receiver.spans("recording.file").stream()
              .allMatch(file -> file.getTraceId().equals(recording.getTraceId())));
    }
  }

  private Map<String, String> variables(int port, OtlpReceiver receiver, String protocol) {
    return Map.of(
        "HTTP_ADDR",
        "127.0.0.1:" + port,
        "MEDIA_UDP_PORT",
        Integer.toString(FreePorts.udpPair()),
        "MEDIA_LOOPS",
        "1",
        "MEDIA_TCP_PORT",
        "off",
        "RECORD_ENABLED",
        "1",
        "RECORD_DIR",
        records.resolve("records").toString(),
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        receiver.endpoint().toString(),
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        protocol);
  }

  /** All three are there until each has what it can get of the others. */
  private static void visit(URI server, OtlpReceiver receiver) {
    URI page = server.resolve("/web/e2e/wish.html");
    URI whip = server.resolve("/whip/" + ROOM);
    FfmpegPublisher ffmpeg = FfmpegPublisher.publishing("8.1.2", whip, KEYFRAME_INTERVAL, CAPTURE);
    try (Page browser = browsers.page(page, browsers.executable(), CAPTURE)) {
      browser.evaluate(
          """
          (async () => {
            const { Room } = await import('/web/client/sluice.js');
            const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
            globalThis.room = await Room.connect('/api/ws', {
              room: '%s',
              identity: 'ann',
              traceparent: '00-%s-%s-01',
            });
            for (const track of media.getTracks()) {
              await room.publish(track);
            }
          })()
          """
              .formatted(ROOM, WS_TRACE, CLIENT_SPAN));
      browser.evaluate(
          """
          (async () => {
            const { WhepPlayer } = await import('/web/client/wish.js');
            globalThis.player = new WhepPlayer();
            await player.play('/whep/%s/ann', { traceparent: '00-%s-%s-01' });
          })()
          """
              .formatted(ROOM, WHEP_TRACE, CLIENT_SPAN));
      Poll.until("three joins are over", () -> receiver.spans("join").size(), size -> size >= 3);
    } finally {
      ffmpeg.close();
    }
  }

  private static void check(Span join, OtlpReceiver receiver, List<String> expected) {
    assertEquals("connected", attributes(join).get("sluice.join.outcome"));
    assertEquals(StatusCode.STATUS_CODE_UNSET, join.getStatus().getCode());
    assertEquals(ROOM, attributes(join).get("sluice.room"));
    Map<String, Span> stages =
        receiver.spans().stream()
            .filter(span -> span.getParentSpanId().equals(join.getSpanId()))
            .collect(Collectors.toMap(Span::getName, Function.identity()));
    assertEquals(expected, stages.keySet().stream().sorted().toList());
    for (Span stage : stages.values()) {
      assertEquals(join.getTraceId(), stage.getTraceId());
      assertTrue(stage.getStartTimeUnixNano() <= stage.getEndTimeUnixNano(), stage.getName());
      assertTrue(stage.getEndTimeUnixNano() <= join.getEndTimeUnixNano(), stage.getName());
      Span before = stages.get(AFTER.getOrDefault(stage.getName(), ""));
      long begin = before == null ? join.getStartTimeUnixNano() : before.getEndTimeUnixNano();
      assertEquals(begin, stage.getStartTimeUnixNano(), stage.getName());
    }
  }

  private static Span joinBy(OtlpReceiver receiver, String protocol) {
    List<Span> found =
        receiver.spans("join").stream()
            .filter(join -> attributes(join).get("sluice.protocol").equals(protocol))
            .toList();
    assertEquals(1, found.size(), protocol);
    return found.get(0);
  }

  private static List<String> stages(List<String> in, List<String> out) {
    return List.of(CONNECTING, in, out).stream().flatMap(List::stream).sorted().toList();
  }

  private static Map<String, String> attributes(Span span) {
    return OtlpReceiver.attributes(span.getAttributesList());
  }

  private static String hex(ByteString id) {
    StringBuilder text = new StringBuilder();
    for (byte each : id.toByteArray()) {
      text.append("%02x".formatted(each));
    }
    return text.toString();
  }

  private static String exemplars(URI server) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/metrics"))
            .header("Accept", "application/openmetrics-text;version=1.0.0")
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith("sluice_join_seconds_bucket") && line.contains(" # {"))
        .collect(Collectors.joining("\n"));
  }
}
