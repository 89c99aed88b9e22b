package dev.sluice.recorder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.RecordingRefusal;
import dev.sluice.recorder.RecordingRequest;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.DiskSpace;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.library.TestLibrary;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorder with its threads, on the clocks of this machine. */
class RecorderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final List<RecorderEvent> events = new CopyOnWriteArrayList<>();
  private RecordingLibrary library;
  private Recorder recorder;

  @BeforeEach
  void open() throws Exception {
    library =
        TestLibrary.open(
            directory,
            events::add,
            () -> new DiskSpace.Reading(1L << 40, 1L << 40),
            InstantSource.system(),
            System::nanoTime);
    recorder = recorder(RecorderOptions.DEFAULT.withMaxRecordings(2), new TestDisk(1L << 40));
  }

  private Recorder recorder(RecorderOptions options, FileOpener opener) {
    return Recorder.start(
        options,
        System::nanoTime,
        InstantSource.system(),
        new Random(1),
        library,
        List.of(),
        events::add,
        opener);
  }

  @AfterEach
  void close() {
    recorder.close();
    library.close();
  }

  @Test
  void recordsOnTwoLoopsAtOnce() throws Exception {
    RecordingSink first = open(recorder.port());
    RecordingSink second = open(recorder.port());
    List<TestTrack> tracks =
        List.of(
            TestTrack.microphone(first, "alice", System.nanoTime()),
            TestTrack.camera(first, "alice", System.nanoTime()),
            TestTrack.microphone(second, "bob", System.nanoTime()));
    await(
        () -> {
          tracks.forEach(track -> track.play(System.nanoTime()));
          return tracks.get(0).sent >= 50;
        });
    first.stop(StopReason.REQUESTED, System.nanoTime());
    second.stop(StopReason.ROOM_ENDED, System.nanoTime());
    await(() -> ended() == 2);

    Manifest manifest = library.manifest(first.id()).orElseThrow();
    assertEquals(
        tracks.get(0).sent + tracks.get(1).sent,
        manifest.files().get(0).tracks().stream().mapToLong(t -> t.counts().frames()).sum());
    assertEquals(
        StopReason.ROOM_ENDED,
        library.manifest(second.id()).orElseThrow().stopReason().orElseThrow());
    await(() -> recorder.stats().recordings() == 0);
    assertEquals(
        tracks.get(0).sent + 3L * tracks.get(1).sent + tracks.get(2).sent,
        recorder.stats().packets());
  }

  @Test
  void closingEndsAllRecordingsInOrder() throws Exception {
    RecordingPort port = recorder.port();
    RecordingSink sink = open(port);
    TestTrack microphone = TestTrack.microphone(sink, "alice", System.nanoTime());
    await(
        () -> {
          microphone.play(System.nanoTime());
          return microphone.sent >= 5;
        });
    assertTrue(recorder.close(PATIENCE));
    assertEquals(StopReason.SHUTDOWN, sink.ended().orElseThrow());
    Manifest manifest = library.manifest(sink.id()).orElseThrow();
    assertEquals(Manifest.State.FINISHED, manifest.state());
    assertEquals(microphone.sent, manifest.files().get(0).tracks().get(0).counts().frames());
    assertEquals(
        RecordingRefusal.Reason.CLOSING,
        assertThrows(RecordingRefusal.class, () -> open(port)).reason());
  }

  @Test
  void refusesMoreRecordingsThanMayBeAndTakesThemWhenOthersEnded() throws Exception {
    RecordingPort port = recorder.port();
    RecordingSink first = open(port);
    open(port);
    assertEquals(
        RecordingRefusal.Reason.TOO_MANY,
        assertThrows(RecordingRefusal.class, () -> open(port)).reason());
    first.stop(StopReason.REQUESTED, System.nanoTime());
    await(() -> ended() == 1 && recorder.stats().recordings() == 1);
    open(port);
  }

  @Test
  void aDiskThatHangsKeepsNobodyWaiting() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    Recorder hung =
        recorder(
            RecorderOptions.DEFAULT.withQueueBytes(1 << 16),
            (folder, name) -> {
              try {
                hanging.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return folder.create(name);
            });
    try {
      RecordingSink sink = open(hung.port());
      TestTrack microphone = TestTrack.microphone(sink, "alice", System.nanoTime());
      byte[] data = new byte[1_000];
      await(() -> !sink.onRtp(microphone.number, 1, 1, System.nanoTime(), true, data, 0, 1_000));
      boolean finished =
          assertTimeoutPreemptively(PATIENCE, () -> hung.close(Duration.ofMillis(50)));
      assertFalse(finished);
    } finally {
      hanging.countDown();
      assertTrue(hung.close(PATIENCE));
    }
  }

  private static RecordingSink open(RecordingPort port) throws RecordingRefusal {
    return port.open(
        new RecordingRequest("lobby", "api", RecordingMode.PER_PARTICIPANT), System.nanoTime());
  }

  private long ended() {
    return events.stream().filter(RecorderEvent.RecordingEnded.class::isInstance).count();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "waited in vain");
      LockSupport.parkNanos(1_000_000);
    }
  }
}
