package dev.sluice.recorder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingRefusal;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that are full, bad, or slow. */
class DiskStoriesTest {

  @TempDir Path directory;
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage(directory);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        200_000, 200_001, 203_333, 217_777, 300_000, 333_333, 400_001, 404_444, 512_000, 599_999,
      })
  void keepsWhatFitsOntoAFullDisk(int capacity) throws Exception {
    stage.opener = new TestDisk(capacity);
    stage.freeBytes = 0; // or the next look at the disk would find room, and recordings could begin
    RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
    stage.microphone(sink, "alice");
    stage.camera(sink, "alice");
    stage.pass(20_000);
    stage.settleAll();

    assertEquals(StopReason.DISK_FULL, sink.ended().orElseThrow());
    Manifest manifest = stage.manifest(sink);
    assertEquals(Manifest.State.FINISHED, manifest.state());
    assertEquals(StopReason.DISK_FULL, manifest.stopReason().orElseThrow());
    assertEquals(2, manifest.files().size());
    long bytes = 0;
    for (ManifestFile file : manifest.files()) {
      assertTrue(file.whole(), file.name() + " " + file.note());
      assertPlayable(stage.path(sink.id(), file), file);
      bytes += file.bytes();
    }
    assertTrue(bytes <= capacity && bytes > capacity * 3 / 4, bytes + " of " + capacity);
    assertEquals(1, stage.events(RecorderEvent.DiskAlarm.class).size());
    assertThrows(RecordingRefusal.class, () -> stage.record(RecordingMode.PER_TRACK));
  }

  @Test
  void aBadDiskEndsTheRecordingAndNothingElse() throws Exception {
    RecordingSink healthy = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.microphone(healthy, "bob");
    stage.pass(100);
    TestDisk disk = new TestDisk(1L << 30);
    stage.opener = disk;
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    stage.pass(2_000);
    disk.goBad();
    stage.pass(500);

    assertEquals(StopReason.DISK_ERROR, sink.ended().orElseThrow());
    assertFalse(sink.onRtp(microphone.number, 1, 1, stage.now, true, new byte[10], 0, 10));
    Manifest manifest = stage.manifest(sink);
    assertEquals(StopReason.DISK_ERROR, manifest.stopReason().orElseThrow());
    assertEquals(ManifestFile.State.DAMAGED, manifest.files().get(0).state());
    assertTrue(healthy.ended().isEmpty());
    assertEquals(1, stage.events(RecorderEvent.DiskAlarm.class).size());
  }

  @Test
  void aFolderThatCannotBeMadeEndsTheRecording() throws Exception {
    stage.opener =
        (folder, name) -> {
          throw new IOException("Permission denied");
        };
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.microphone(sink, "alice");
    stage.pass(200);
    assertEquals(StopReason.DISK_ERROR, sink.ended().orElseThrow());
    assertTrue(stage.manifest(sink).files().isEmpty());
    assertEquals(1, stage.events(RecorderEvent.RecordingEnded.class).size());
  }

  @Test
  void recordingsEndWhenTooLittleSpaceIsLeft() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.microphone(sink, "alice");
    stage.pass(2_000);
    stage.library.onDiskRefusal("somebody else found the disk full");
    stage.pass(100);
    assertEquals(StopReason.DISK_FULL, sink.ended().orElseThrow());
    ManifestFile file = stage.manifest(sink).files().get(0);
    assertEquals(ManifestFile.State.FINISHED, file.state());
    assertPlayable(stage.path(sink.id(), file), file);
  }

  @Test
  void theRecordingIsOverWhenItsFilesAreOnTheDisk() throws Exception {
    stage.settleAtOnce = false;
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.microphone(sink, "alice");
    stage.pass(1_000);
    sink.stop(StopReason.REQUESTED, stage.now);
    stage.pass(1_000);
    assertTrue(stage.events(RecorderEvent.RecordingEnded.class).isEmpty());
    assertFalse(stage.loop.isIdle());
    stage.waiting.forEach(Runnable::run);
    stage.pass(40);
    assertEquals(1, stage.events(RecorderEvent.RecordingEnded.class).size());
    assertTrue(stage.loop.isIdle());
  }

  /** An error is not an exception, and would have ended the thread and all its recordings. */
  @Test
  void tooLittleMemoryEndsOneRecordingOnlyAndIsTold() throws Exception {
    RecordingSink healthy = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.microphone(healthy, "bob");
    stage.pass(100);
    stage.opener =
        (folder, name) -> {
          throw new OutOfMemoryError("as if");
        };
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.microphone(sink, "alice");
    stage.pass(500);
    assertEquals(StopReason.FAULT, sink.ended().orElseThrow());
    assertTrue(
        stage.events(RecorderEvent.RecordingEnded.class).stream()
            .anyMatch(ended -> ended.recording().equals(sink.id())));
    assertTrue(healthy.ended().isEmpty());
    long frames = stage.loop.stats().frames();
    stage.pass(500);
    assertTrue(stage.loop.stats().frames() > frames);
  }

  @Test
  void aFaultEndsOneRecordingOnly() throws Exception {
    RecordingSink healthy = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.microphone(healthy, "bob");
    stage.pass(100);
    stage.opener =
        (folder, name) -> {
          throw new IllegalStateException("a fault");
        };
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.microphone(sink, "alice");
    stage.pass(500);
    assertEquals(StopReason.FAULT, sink.ended().orElseThrow());
    assertTrue(healthy.ended().isEmpty());
    assertEquals(1, stage.loop.stats().recordings());
  }

  private static void assertPlayable(Path path, ManifestFile file) throws IOException {
    MediaFile media = MediaFile.read(path);
    assertTrue(Math.abs(file.durationMillis() - media.durationMillis()) <= 1);
    assertEquals(file.tracks().get(0).counts().frames(), media.blocks(1).size());
    assertTrue(media.blocks(1).size() > 10);
    assertTrue(media.cuePoints() > 0);
  }
}
