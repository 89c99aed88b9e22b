package dev.sluice.server.telemetry.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.StopReason;
import dev.sluice.server.telemetry.tracing.TracingOptions.Logs;
import dev.sluice.server.telemetry.tracing.TracingOptions.Protocol;
import dev.sluice.server.telemetry.tracing.TracingOptions.Sampling;
import dev.sluice.server.time.WallClock;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class TracingTest {

  private static final RecordingId ID = new RecordingId("20261126T012109Z-4f9a1c");
  private static final RecordingId OTHER = new RecordingId("20261126T012110Z-000000");
  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH = 1_700_000_000L * SECOND;

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Tracing.class);
  private long nowNanos;

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(logged);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void aRecordingIsATraceWithItsFilesAndUploadsBelowIt(Protocol protocol) throws IOException {
    try (OtlpReceiver receiver = receiver(protocol)) {
      try (Tracing tracing = start(receiver.endpoint(), protocol)) {
        record(tracing);
        upload(tracing);
      }

      Span recording = only(receiver.spans("recording"));
      assertEquals(EPOCH + SECOND, recording.getStartTimeUnixNano());
      assertEquals(EPOCH + 9 * SECOND, recording.getEndTimeUnixNano());
      assertEquals("", recording.getParentSpanId().toStringUtf8());
      assertEquals(
          Map.ofEntries(
              Map.entry("sluice.recording.id", ID.value()),
              Map.entry("sluice.room", "blue"),
              Map.entry("sluice.recording.mode", "per_participant"),
              Map.entry("sluice.recording.started_by", "automatic"),
              Map.entry("sluice.recording.stop_reason", "room_ended"),
              Map.entry("sluice.recording.files", "1"),
              Map.entry("sluice.bytes", "4711"),
              Map.entry("sluice.gaps", "1"),
              Map.entry("sluice.packets_dropped", "12"),
              Map.entry("sluice.media.duration_seconds", "8.0")),
          attributes(recording));
      assertEquals(
          List.of("paused", "resumed", "packets dropped", "disk alarm"),
          recording.getEventsList().stream().map(Span.Event::getName).toList());
      assertEquals(EPOCH + 3 * SECOND, recording.getEvents(0).getTimeUnixNano());

      Span file = only(receiver.spans("recording.file"));
      assertEquals(recording.getTraceId(), file.getTraceId());
      assertEquals(recording.getSpanId(), file.getParentSpanId());
      assertEquals("alice_camera_001.webm", attributes(file).get("sluice.file"));
      assertEquals("alice", attributes(file).get("sluice.participant"));
      assertEquals("4711", attributes(file).get("sluice.bytes"));
      assertEquals("gap", file.getEvents(0).getName());
      assertEquals(
          "loss", OtlpReceiver.attributes(file.getEvents(0).getAttributesList()).get("reason"));

      Span upload = only(receiver.spans("recording.upload"));
      assertEquals(recording.getTraceId(), upload.getTraceId());
      assertEquals(recording.getSpanId(), upload.getParentSpanId());
      assertEquals(StatusCode.STATUS_CODE_UNSET, upload.getStatus().getCode());
      assertEquals("p/alice_camera_001.webm", attributes(upload).get("sluice.upload.key"));
      assertEquals("2", attributes(upload).get("sluice.upload.failed_tries"));
      assertEquals(2, upload.getEventsCount());
      assertEquals(EPOCH + 30 * SECOND, upload.getEndTimeUnixNano());
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void exportsSayWhoTheyAreAndCarryTheHeaders(Protocol protocol) throws IOException {
    try (OtlpReceiver receiver = receiver(protocol)) {
      try (Tracing tracing = start(receiver.endpoint(), protocol)) {
        record(tracing);
      }

      assertEquals("sfu-1", receiver.resources().get(0).get("service.name"));
      assertEquals("1.2.3", receiver.resources().get(0).get("service.version"));
      assertEquals("Bearer north", receiver.headers().get(0).get("authorization"));
    }
  }

  @Test
  void refusedUploadIsAnErrorAndLaterSuccessAnotherSpan() throws IOException {
    try (OtlpReceiver receiver = receiver(Protocol.HTTP_PROTOBUF)) {
      try (Tracing tracing = start(receiver.endpoint(), Protocol.HTTP_PROTOBUF)) {
        tell(tracing, new RecorderEvent.UploadStarted(OTHER, "a.webm", "a", 10 * SECOND));
        tell(tracing, failed(OTHER, "a.webm", UploadFailure.REFUSED, 1, 11 * SECOND));
        tell(tracing, failed(OTHER, "a.webm", UploadFailure.REFUSED, 2, 12 * SECOND));
        tell(
            tracing,
            new RecorderEvent.UploadFinished(OTHER, "a.webm", "a", 5, 3 * SECOND, 20 * SECOND));
      }

      List<Span> spans = receiver.spans("recording.upload");
      assertEquals(2, spans.size());
      assertEquals(StatusCode.STATUS_CODE_ERROR, spans.get(0).getStatus().getCode());
      assertEquals("no", spans.get(0).getStatus().getMessage());
      assertEquals(1, spans.get(0).getEventsCount());
      assertEquals(StatusCode.STATUS_CODE_UNSET, spans.get(1).getStatus().getCode());
      assertEquals(EPOCH + 17 * SECOND, spans.get(1).getStartTimeUnixNano());
    }
  }

  @Test
  void whatIsOpenAtTheEndIsSentAsUnfinished() throws IOException {
    try (OtlpReceiver receiver = receiver(Protocol.HTTP_PROTOBUF)) {
      try (Tracing tracing = start(receiver.endpoint(), Protocol.HTTP_PROTOBUF)) {
        tell(tracing, started(ID));
        tell(tracing, new RecorderEvent.FileOpened(ID, "a.webm", "alice", 2 * SECOND));
        tell(tracing, new RecorderEvent.UploadStarted(ID, "a.webm", "a", 3 * SECOND));
        tell(tracing, new RecorderEvent.UploadStarted(OTHER, "b.webm", "b", 3 * SECOND));
        tell(tracing, new RecorderEvent.RecordingDeleted(OTHER, DeletionReason.REQUESTED, 1));
        nowNanos = 5 * SECOND;
      }

      assertEquals(4, receiver.spans().size());
      for (Span span : receiver.spans()) {
        assertEquals("true", attributes(span).get("sluice.unfinished"), span.getName());
      }
    }
  }

  @Test
  void nothingIsRememberedOfDeletedRecording() throws IOException {
    try (OtlpReceiver receiver = receiver(Protocol.HTTP_PROTOBUF)) {
      try (Tracing tracing = start(receiver.endpoint(), Protocol.HTTP_PROTOBUF)) {
        tell(tracing, started(ID));
        nowNanos = 5 * SECOND;
        tell(tracing, new RecorderEvent.RecordingDeleted(ID, DeletionReason.REQUESTED, 1));
        nowNanos = 9 * SECOND;
        tell(tracing, new RecorderEvent.FileOpened(ID, "late.webm", "alice", 9 * SECOND));
      }

      Span span = only(receiver.spans());
      assertEquals("true", attributes(span).get("sluice.unfinished"));
      assertEquals(EPOCH + 5 * SECOND, span.getEndTimeUnixNano());
    }
  }

  @Test
  void failedRecordingIsAnError() throws IOException {
    try (OtlpReceiver receiver = receiver(Protocol.HTTP_PROTOBUF)) {
      try (Tracing tracing = start(receiver.endpoint(), Protocol.HTTP_PROTOBUF)) {
        tell(tracing, started(ID));
        tell(
            tracing,
            new RecorderEvent.RecordingEnded(
                ID, "blue", StopReason.DISK_FULL, 0, 0, SECOND, 2 * SECOND));
      }

      assertEquals(
          StatusCode.STATUS_CODE_ERROR, only(receiver.spans("recording")).getStatus().getCode());
    }
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void absentCollectorHoldsNobodyUpAndIsMentionedOnce(Protocol protocol) throws IOException {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    PrintStream standardError = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try (Tracing tracing = start(nobody, protocol)) {
      for (int i = 0; i < 100; i++) {
        record(tracing);
      }
      tracing.flush();
      record(tracing);
      tracing.flush();
    } finally {
      System.setErr(standardError);
    }

    assertEquals(1, logged.list.size(), logged.list.toString());
    String line = logged.list.get(0).getFormattedMessage();
    assertTrue(line.startsWith("traces: " + nobody + " does not take spans, lost="), line);
    assertEquals(
        List.of(),
        written
            .toString(StandardCharsets.UTF_8)
            .lines()
            .filter(text -> text.contains("opentelemetry"))
            .toList());
  }

  private Tracing start(URI endpoint, Protocol protocol) {
    return Tracing.start(
        new TracingOptions(
            "sfu-1",
            endpoint,
            protocol,
            Map.of("authorization", "Bearer north"),
            Sampling.ALL,
            Logs.ERRORS),
        "1.2.3",
        () -> nowNanos,
        new WallClock(0, EPOCH));
  }

  private static OtlpReceiver receiver(Protocol protocol) throws IOException {
    return protocol == Protocol.GRPC ? new GrpcOtlpReceiver() : new HttpOtlpReceiver();
  }

  private static RecorderEvent started(RecordingId id) {
    return new RecorderEvent.RecordingStarted(
        id, "blue", "automatic", RecordingMode.PER_PARTICIPANT, SECOND);
  }

  private static void record(Tracing tracing) {
    String file = "alice_camera_001.webm";
    tell(tracing, started(ID));
    tell(tracing, new RecorderEvent.FileOpened(ID, file, "alice", 2 * SECOND));
    tell(tracing, new RecorderEvent.RecordingPaused(ID, 3 * SECOND));
    tell(tracing, new RecorderEvent.RecordingResumed(ID, 4 * SECOND));
    tell(tracing, new RecorderEvent.MediaGap(ID, file, "cam", GapReason.LOSS, SECOND));
    tell(
        tracing,
        new RecorderEvent.PacketsDropped(
            Optional.of(ID), PacketDropReason.QUEUE_FULL, 12, 5 * SECOND));
    tell(tracing, new RecorderEvent.DiskAlarm(1, 2, "full"));
    tell(tracing, new RecorderEvent.FileFinished(ID, file, 4711, 7 * SECOND, 8 * SECOND));
    tell(
        tracing,
        new RecorderEvent.RecordingEnded(
            ID, "blue", StopReason.ROOM_ENDED, 1, 4711, 8 * SECOND, 9 * SECOND));
  }

  private static void upload(Tracing tracing) {
    String file = "alice_camera_001.webm";
    tell(tracing, new RecorderEvent.UploadStarted(ID, file, "p/" + file, 10 * SECOND));
    tell(tracing, failed(ID, file, UploadFailure.TRANSIENT, 1, 11 * SECOND));
    tell(tracing, failed(ID, file, UploadFailure.TRANSIENT, 2, 12 * SECOND));
    tell(
        tracing,
        new RecorderEvent.UploadFinished(ID, file, "p/" + file, 4711, 20 * SECOND, 30 * SECOND));
  }

  private static RecorderEvent failed(
      RecordingId id, String file, UploadFailure failure, int failures, long atNanos) {
    return new RecorderEvent.UploadFailed(id, file, failure, "no", failures, SECOND, atNanos);
  }

  private static void tell(Tracing tracing, RecorderEvent event) {
    tracing.recordings().onEvent(event);
  }

  private static Span only(List<Span> spans) {
    assertEquals(1, spans.size());
    return spans.get(0);
  }

  private static Map<String, String> attributes(Span span) {
    return OtlpReceiver.attributes(span.getAttributesList());
  }
}
