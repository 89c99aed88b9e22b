package dev.sluice.recorder.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.recorder.RecorderEvent.DeletionReason;
import dev.sluice.recorder.RecorderEvent.FileRecovered;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.codec.OpusHead;
import dev.sluice.recorder.matroska.ChannelOutput;
import dev.sluice.recorder.matroska.MatroskaWriter;
import dev.sluice.recorder.matroska.SegmentDescription;
import dev.sluice.recorder.matroska.TrackDescription;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {

  @TempDir Path root;
  private LibraryBench bench;
  private RecordingFolder folder;

  @BeforeEach
  void start() {
    bench = new LibraryBench(root);
  }

  private void leave(ManifestFile... files) throws IOException {
    folder =
        bench.left(Samples.ID, "blue", Samples.begun(Samples.ID, "blue").withFiles(List.of(files)));
  }

  @Test
  void endsWhatADeadServerLeft() throws Exception {
    leave(
        Samples.whole("alice_camera_001.webm", 500),
        Samples.growing("alice_camera_002.webm"),
        Samples.growing("bob_camera_001.webm"));
    LibraryBench.fill(folder, "alice_camera_002.webm", 300, 1);
    LibraryBench.fill(folder, "bob_camera_001.webm", 200, 0);
    try (RecordingLibrary library = bench.open()) {
      LibraryBench.recovered(library);
      library.flush(Samples.ID);
    }
    Manifest manifest = folder.load();
    assertEquals(Manifest.State.INTERRUPTED, manifest.state());
    assertEquals(StopReason.CRASH, manifest.stopReason().orElseThrow());
    assertEquals(61_060, manifest.durationMillis());
    ManifestFile recovered = manifest.file("alice_camera_002.webm").orElseThrow();
    assertEquals(ManifestFile.State.RECOVERED, recovered.state());
    assertEquals(1_000, recovered.durationMillis());
    assertEquals(300, recovered.bytes());
    assertEquals(40, recovered.offsetMillis());
    assertEquals(25, recovered.tracks().get(0).counts().frames());
    assertEquals("TR_v", recovered.tracks().get(0).track());
    ManifestFile hopeless = manifest.file("bob_camera_001.webm").orElseThrow();
    assertEquals(ManifestFile.State.DAMAGED, hopeless.state());
    assertEquals("it begins with a zero", hopeless.note());
    assertEquals(200, hopeless.bytes());
    assertEquals(200, folder.attributes("bob_camera_001.webm").size());
    assertEquals(
        List.of(
            new FileRecovered(
                Samples.ID, "blue/" + Samples.ID + "/alice_camera_002.webm", 300, 1_000_000_000L)),
        bench.events);
  }

  @Test
  void takesFilesInThatNoManifestKnows() throws Exception {
    leave();
    bench.now = Samples.START.plusSeconds(60);
    LibraryBench.fill(folder, "carol_screen_001.mkv", 70, 1);
    Files.setLastModifiedTime(
        folder.file("carol_screen_001.mkv").path(),
        FileTime.from(Samples.begun(Samples.ID, "blue").start().plusMillis(5_000)));
    try (RecordingLibrary library = bench.open()) {
      LibraryBench.recovered(library);
      ManifestFile file =
          library.manifest(Samples.ID).orElseThrow().file("carol_screen_001.mkv").orElseThrow();
      assertEquals("carol", file.participant());
      // it was last written five seconds after the start, and lasts one
      assertEquals(4_000, file.offsetMillis());
      assertEquals(640, file.tracks().get(0).format().width());
    }
  }

  /** Writes sound of so many packets of 20 ms as the recorder does, and dies. */
  private void writeUntilDeath(String name, int packets, int bytesOfLast) throws IOException {
    try (FileChannel channel = folder.create(name)) {
      MatroskaWriter writer =
          new MatroskaWriter(
              new ChannelOutput(channel, 0),
              new SegmentDescription(
                  "alice microphone",
                  Samples.begun(Samples.ID, "blue").start().plusMillis(2_500),
                  "test",
                  Map.of("PARTICIPANT", "PA_7")),
              List.of(
                  new TrackDescription(
                      1, 7, OpusHead.configuration(2), "", TrackDescription.UNDETERMINED)));
      byte[] silence = {(byte) 0xF8, (byte) 0xFF, (byte) 0xFE};
      for (int i = 0; i < packets; i++) {
        writer.writeFrame(1, i * 20_000_000L, true, silence, 0, silence.length);
      }
      writer.flush();
      channel.truncate(channel.size() - (silence.length - bytesOfLast));
    }
  }

  @Test
  void repairsWhatTheRecorderWrote() throws Exception {
    leave(Samples.growing("alice_camera_001.webm"));
    writeUntilDeath("alice_camera_001.webm", 100, 3);
    writeUntilDeath("alice_camera_002.webm", 50, 1);
    LibraryBench.fill(folder, "bob_camera_001.webm", 500, 7);
    try (RecordingLibrary library = bench.openReal()) {
      LibraryBench.recovered(library);
    }
    Manifest manifest = folder.load();
    ManifestFile known = manifest.file("alice_camera_001.webm").orElseThrow();
    assertEquals(ManifestFile.State.RECOVERED, known.state());
    assertEquals(2_000, known.durationMillis());
    assertEquals(100, known.tracks().get(0).counts().frames());
    assertEquals(folder.attributes("alice_camera_001.webm").size(), known.bytes());
    ManifestFile unknown = manifest.file("alice_camera_002.webm").orElseThrow();
    assertEquals("PA_7", unknown.participant());
    assertEquals(2_500, unknown.offsetMillis());
    assertEquals(980, unknown.durationMillis());
    assertEquals(49, unknown.tracks().get(0).counts().frames());
    assertEquals(48_000, unknown.tracks().get(0).format().sampleRate());
    ManifestFile rubbish = manifest.file("bob_camera_001.webm").orElseThrow();
    assertEquals(ManifestFile.State.DAMAGED, rubbish.state());
    assertEquals("not matroska", rubbish.note());
  }

  @Test
  void saysWhichFilesAreMissingAndForgetsEmptyOnes() throws Exception {
    leave(Samples.growing("alice_camera_001.webm"), Samples.growing("bob_camera_001.webm"));
    folder.create("bob_camera_001.webm").close();
    try (RecordingLibrary library = bench.open()) {
      LibraryBench.recovered(library);
      Manifest manifest = library.manifest(Samples.ID).orElseThrow();
      assertEquals(1, manifest.files().size());
      assertEquals(ManifestFile.State.DAMAGED, manifest.files().get(0).state());
      assertEquals("the file is missing", manifest.files().get(0).note());
      assertFalse(Files.exists(folder.file("bob_camera_001.webm").path()));
    }
  }

  @Test
  void answersWhileItRecovers() throws Exception {
    leave(Samples.growing("alice_camera_001.webm"));
    LibraryBench.fill(folder, "alice_camera_001.webm", 10, 1);
    CountDownLatch go = new CountDownLatch(1);
    FileRepair quick = bench.repair;
    bench.repair =
        (where, name) -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return quick.repair(where, name);
        };
    try (RecordingLibrary library = bench.open()) {
      assertEquals(
          RecordingSummary.Status.RECOVERING, library.find(Samples.ID).orElseThrow().status());
      assertEquals(DeleteOutcome.BUSY, library.delete(Samples.ID, DeletionReason.REQUESTED));
      RecordingId other = Samples.id(1);
      library.create(Samples.begun(other, "red"));
      go.countDown();
      LibraryBench.recovered(library);
      assertEquals(
          RecordingSummary.Status.INTERRUPTED, library.find(Samples.ID).orElseThrow().status());
      assertEquals(RecordingSummary.Status.RECORDING, library.find(other).orElseThrow().status());
    }
  }

  @Test
  void goesOnWithTheRestWhenTheDiskFailsAndTriesAgainAtTheNextStart() throws Exception {
    leave(Samples.growing("alice_camera_001.webm"), Samples.growing("bob_camera_001.webm"));
    LibraryBench.fill(folder, "alice_camera_001.webm", 10, 1);
    LibraryBench.fill(folder, "bob_camera_001.webm", 10, 1);
    FileRepair well = bench.repair;
    AtomicBoolean broken = new AtomicBoolean(true);
    bench.repair =
        (where, name) -> {
          if (broken.get() && name.startsWith("bob")) {
            throw new IOException("No space left on device");
          }
          return well.repair(where, name);
        };
    try (RecordingLibrary library = bench.open()) {
      LibraryBench.recovered(library);
      assertEquals(
          RecordingSummary.Status.RECOVERING, library.find(Samples.ID).orElseThrow().status());
    }
    Manifest between = folder.load();
    assertEquals(Manifest.State.RECORDING, between.state());
    assertEquals(ManifestFile.State.RECOVERED, between.files().get(0).state());
    assertEquals(ManifestFile.State.WRITING, between.files().get(1).state());
    broken.set(false);
    try (RecordingLibrary library = bench.open()) {
      LibraryBench.recovered(library);
    }
    assertEquals(Manifest.State.INTERRUPTED, folder.load().state());
    assertEquals(2, bench.events.size());
  }

  @Test
  void tellsListenersOfWhatIsWholeAgain() throws Exception {
    leave(Samples.growing("alice_camera_001.webm"));
    LibraryBench.fill(folder, "alice_camera_001.webm", 10, 1);
    CountDownLatch go = new CountDownLatch(1);
    FileRepair quick = bench.repair;
    bench.repair =
        (where, name) -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return quick.repair(where, name);
        };
    List<String> heard = new CopyOnWriteArrayList<>();
    try (RecordingLibrary library = bench.open()) {
      library.addListener(
          new FileListener() {
            @Override
            public void onFileOpened(RecordingFile file) {
              heard.add("opened");
            }

            @Override
            public void onFileGrown(RecordingFile file, long headerBytes, long sealedBytes) {
              heard.add("grown");
            }

            @Override
            public void onFileFinished(RecordingFile file) {
              heard.add("finished " + file.relative());
            }

            @Override
            public void onRecordingEnded(RecordingId recording) {
              heard.add("ended " + recording);
            }
          });
      go.countDown();
      LibraryBench.recovered(library);
    }
    assertEquals(
        List.of("finished blue/" + Samples.ID + "/alice_camera_001.webm", "ended " + Samples.ID),
        heard);
  }

  @Test
  void removesTheEmptyFolderOfARecordingThatNeverBegan() throws Exception {
    RecordingFolder.create(root, Samples.ID, "blue");
    bench.open().close();
    assertFalse(Files.exists(root.resolve("blue")));
  }
}
