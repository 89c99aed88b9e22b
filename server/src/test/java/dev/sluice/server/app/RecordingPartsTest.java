package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.RecordingRefusal;
import dev.sluice.recorder.RecordingRequest;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.room.RecordingPolicy;
import dev.sluice.server.room.RoomHome;
import dev.sluice.server.room.RoomRecorder;
import dev.sluice.server.telemetry.tracing.GrpcOtlpReceiver;
import dev.sluice.server.telemetry.tracing.HttpOtlpReceiver;
import dev.sluice.server.telemetry.tracing.OtlpReceiver;
import dev.sluice.server.time.WallClock;
import dev.sluice.server.transport.DatagramSink;
import dev.sluice.server.transport.TransportDirectory;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingPartsTest {

  private static final int PACKETS = 100;
  private static final long PACKET_NANOS = 20_000_000L;
  private static final int PACKET_TICKS = 960;

  /** An Opus packet of 20 ms: stereo, full band, one frame. */
  private static final byte[] SOUND = {(byte) 0xFC, 1, 2, 3, 4, 5, 6, 7};

  @TempDir Path directory;

  @Test
  void makesNoDirectoryUntilSomethingIsRecorded() throws Exception {
    try (RecordingParts parts = start("RECORD_DIR", records())) {
      assertFalse(Files.exists(directory.resolve("records")));
      assertEquals(List.of(), parts.checks());

      record(parts);
    }

    assertTrue(Files.isDirectory(directory.resolve("records/blue")));
  }

  @Test
  void finishesWhatIsRecordedWhenItIsClosed() throws Exception {
    RecordingId id;
    try (RecordingParts parts = start("RECORD_DIR", records(), "RECORD_MODE", "track")) {
      id = record(parts);
      assertEquals(RecordingMode.PER_TRACK, parts.rooms().policy().mode());
    }

    Manifest manifest =
        RecordingFolder.open(directory.resolve("records"), "blue", id, "blue").load();
    assertEquals(Manifest.State.FINISHED, manifest.state());
    assertEquals(Optional.of(StopReason.SHUTDOWN), manifest.stopReason());
    assertEquals(1, manifest.files().size());
    assertTrue(
        Math.abs(manifest.files().get(0).durationMillis() - PACKETS * 20) <= 20,
        manifest.toString());
  }

  @Test
  void onlyAServerThatRecordsEveryRoomIsUnreadyWhenItCannot() throws Exception {
    try (RecordingParts parts =
        start(
            "RECORD_DIR", records(),
            "RECORD_ENABLED", "1",
            "RECORD_MIN_FREE", "8000000T")) {
      RoomRecorder rooms = parts.rooms();
      assertEquals(RecordingPolicy.Start.AUTOMATIC, rooms.policy().start());
      ReadinessCheck check = parts.checks().get(0);
      assertEquals("recorder", check.name());
      Poll.until("the alarm", check::problem, Optional::isPresent);

      RecordingPort port = rooms.ports().apply(new Nowhere()).orElseThrow();
      RecordingRefusal refusal = assertThrows(RecordingRefusal.class, () -> open(port));
      assertEquals(RecordingRefusal.Reason.DISK_FULL, refusal.reason());
    }
  }

  @Test
  void eachLoopHasOnePort() {
    try (RecordingParts parts = start("RECORD_DIR", records())) {
      RoomHome one = new Nowhere();
      RoomHome other = new Nowhere();
      RoomRecorder rooms = parts.rooms();

      assertEquals(rooms.ports().apply(one), rooms.ports().apply(one));
      assertFalse(rooms.ports().apply(one).equals(rooms.ports().apply(other)));
    }
  }

  @Test
  void twoServersDoNotShareADirectory() {
    try (RecordingParts first = start("RECORD_DIR", records(), "RECORD_ENABLED", "1")) {
      assertTrue(first.library().all().isEmpty());
      StartException e =
          assertThrows(
              StartException.class, () -> start("RECORD_DIR", records(), "RECORD_ENABLED", "1"));

      assertTrue(e.getMessage().startsWith("Recordings cannot be kept: the recordings' directory"));
      assertTrue(e.getMessage().endsWith("is in use by another server (RECORD_DIR)."));
      assertEquals(Optional.empty(), startParts("RECORD_DIR", records()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "http/protobuf"})
  void aRecordingIsTraced(String protocol) throws Exception {
    try (OtlpReceiver receiver =
        protocol.equals("grpc") ? new GrpcOtlpReceiver() : new HttpOtlpReceiver()) {
      RecordingId id;
      try (TelemetryParts telemetry =
              telemetry(
                  "OTEL_EXPORTER_OTLP_ENDPOINT",
                  receiver.endpoint().getAuthority(),
                  "OTEL_EXPORTER_OTLP_PROTOCOL",
                  protocol);
          RecordingParts parts = startWatched(telemetry, "RECORD_DIR", records()).orElseThrow()) {
        id = record(parts);
      }

      Span recording = receiver.spans("recording").get(0);
      Span file = receiver.spans("recording.file").get(0);
      Map<String, String> attributes = OtlpReceiver.attributes(recording.getAttributesList());
      assertEquals(id.value(), attributes.get("sluice.recording.id"));
      assertEquals("blue", attributes.get("sluice.room"));
      assertEquals("shutdown", attributes.get("sluice.recording.stop_reason"));
      assertEquals("1", attributes.get("sluice.recording.files"));
      assertEquals(recording.getSpanId(), file.getParentSpanId());
      assertEquals(recording.getTraceId(), file.getTraceId());
      Path written = onlyFile(id);
      assertEquals(
          Long.toString(Files.size(written)),
          OtlpReceiver.attributes(file.getAttributesList()).get("sluice.bytes"));
    }
  }

  @Test
  void absentCollectorDisturbsNoRecording() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = socket.getLocalPort();
    }
    RecordingId id;
    try (TelemetryParts telemetry =
            telemetry("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:" + nobody);
        RecordingParts parts = startWatched(telemetry, "RECORD_DIR", records()).orElseThrow()) {
      id = record(parts);
    }

    assertTrue(Files.size(onlyFile(id)) > (long) PACKETS * SOUND.length);
  }

  private Path onlyFile(RecordingId id) throws IOException {
    RecordingFolder folder = RecordingFolder.open(directory.resolve("records"), "blue", id, "blue");
    assertEquals(1, folder.mediaFiles().size());
    return folder.file(folder.mediaFiles().get(0)).path();
  }

  private static RecordingSink open(RecordingPort port) throws RecordingRefusal {
    return port.open(
        new RecordingRequest("blue", "api", RecordingMode.PER_PARTICIPANT), System.nanoTime());
  }

  /** Two seconds of sound, all at once. */
  private static RecordingId record(RecordingParts parts) throws RecordingRefusal {
    RecordingSink sink = open(parts.rooms().ports().apply(new Nowhere()).orElseThrow());
    long now = System.nanoTime();
    int track =
        sink.addTrack(
            new RecordedTrack(
                "alice",
                "Alice",
                "t1",
                RecordedTrack.Kind.AUDIO,
                RecordedTrack.Source.MICROPHONE,
                ""),
            now);
    sink.startSource(track, new RecordedSource(Codec.OPUS, 48_000, 2, Map.of(), ""), now);
    for (int i = 0; i < PACKETS; i++) {
      long arrival = now + i * PACKET_NANOS;
      assertTrue(
          sink.onRtp(track, i, (long) i * PACKET_TICKS, arrival, false, SOUND, 0, SOUND.length));
    }
    return sink.id();
  }

  private String records() {
    return directory.resolve("records").toString();
  }

  private static RecordingParts start(String... pairs) {
    return startParts(pairs).orElseThrow();
  }

  private static Optional<RecordingParts> startParts(String... pairs) {
    return RecordingParts.start(config(pairs), System::nanoTime, List.of());
  }

  private static Optional<RecordingParts> startWatched(TelemetryParts telemetry, String... pairs) {
    return RecordingParts.start(
        config(pairs), System::nanoTime, telemetry.recordings().stream().toList());
  }

  private static TelemetryParts telemetry(String... pairs) {
    return TelemetryParts.start(
        config(pairs),
        System::nanoTime,
        new WallClock(System.nanoTime(), System.currentTimeMillis() * 1_000_000L));
  }

  private static ServerConfig config(String... pairs) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      variables.put(pairs[i], pairs[i + 1]);
    }
    return TestConfig.with(variables);
  }

  /** A loop that is never asked for anything. */
  private static final class Nowhere implements RoomHome {

    @Override
    public Executor mailbox() {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<IceCandidate> candidates() {
      throw new UnsupportedOperationException();
    }

    @Override
    public DatagramSink sink() {
      throw new UnsupportedOperationException();
    }

    @Override
    public TransportDirectory directory() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void attach(Tenant tenant) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void detach(Tenant tenant) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void requestBatchEnd(Tenant tenant) {
      throw new UnsupportedOperationException();
    }
  }
}
