package dev.sluice.recorder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.ManifestTrack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What publishers and rooms do, and what is in the files then. */
class RecordingStoriesTest {

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

  @Test
  void recordsAParticipantIntoOneFile() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    TestTrack camera = stage.camera(sink, "alice");
    stage.pass(10_000);
    stop(sink);

    Manifest manifest = stage.manifest(sink);
    assertEquals(Manifest.State.FINISHED, manifest.state());
    assertEquals(StopReason.REQUESTED, manifest.stopReason().orElseThrow());
    assertEquals(List.of("alice_camera_001.webm"), names(manifest));
    ManifestFile file = manifest.files().get(0);
    assertEquals(ManifestFile.State.FINISHED, file.state());
    assertEquals(microphone.sent, track(file, Codec.OPUS).counts().frames());
    assertEquals(camera.sent, track(file, Codec.VP8).counts().frames());
    assertNear(10_000, file.durationMillis(), 60);
    assertEquals(Files.size(stage.path(sink.id(), file)), file.bytes());

    MediaFile media = stage.media(sink, 0);
    int audio = track(file, Codec.OPUS).number();
    int video = track(file, Codec.VP8).number();
    assertEquals(microphone.sent, media.blocks(audio).size());
    assertEquals(camera.sent, media.blocks(video).size());
    assertEquals(2_400 - 3, media.blocks(video).get(0).bytes());
    assertTrue(media.blocks(video).get(0).keyframe());
    assertNear(file.durationMillis(), media.durationMillis(), 1);
    assertEquals(0, media.blocks(audio).get(0).millis());
    assertNear(0, media.blocks(video).get(0).millis(), 1);
    assertEquals(
        List.of("opened alice_camera_001.webm", "finished alice_camera_001.webm", "ended"),
        stage.heard.stream().filter(line -> !line.startsWith("grown")).toList());
    assertTrue(stage.heard.contains("grown alice_camera_001.webm"));
  }

  @Test
  void recordsTracksIntoFilesOfTheirOwn() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
    stage.microphone(sink, "alice");
    stage.camera(sink, "alice");
    stage.microphone(sink, "bob");
    stage.pass(2_000);
    stop(sink);
    assertEquals(
        List.of("alice_camera_001.webm", "alice_microphone_001.webm", "bob_microphone_001.webm"),
        names(stage.manifest(sink)).stream().sorted().toList());
  }

  @Test
  void beginsAnotherFileWhenPictureComesLaterAndKeepsTheOffset() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.microphone(sink, "alice");
    stage.pass(5_000);
    TestTrack camera = stage.camera(sink, "alice");
    stage.pass(5_000);
    stop(sink);

    Manifest manifest = stage.manifest(sink);
    assertEquals(List.of("alice_microphone_001.webm", "alice_camera_001.webm"), names(manifest));
    ManifestFile first = manifest.files().get(0);
    ManifestFile second = manifest.files().get(1);
    assertNear(-25, first.offsetMillis(), 10); // captured before it came
    assertNear(4_980, second.offsetMillis(), 45);
    assertNear(first.offsetMillis() + first.durationMillis(), second.offsetMillis(), 45);
    assertEquals(camera.sent, track(second, Codec.VP8).counts().frames());
  }

  /** The writer reads the clock, and is then held up in its step while all of this happens. */
  @Test
  void recordsWhatBeganDuringASlowStepOfTheWriter() throws Exception {
    long before = stage.now;
    stage.writerStands(true);
    stage.pass(200);
    RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
    TestTrack microphone = stage.microphone(sink, "alice");
    stage.pass(100);
    stage.loop.step(before);
    stage.writerStands(false);
    stage.pass(2_000);
    stop(sink);

    Manifest manifest = stage.manifest(sink);
    assertEquals(StopReason.REQUESTED, manifest.stopReason().orElseThrow());
    ManifestFile file = manifest.files().get(0);
    assertEquals(microphone.sent, track(file, Codec.OPUS).counts().frames());
  }

  @Test
  void endsWhatBeganAndEndedDuringASlowStepOfTheWriter() throws Exception {
    long before = stage.now;
    stage.writerStands(true);
    stage.pass(200);
    RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
    stage.microphone(sink, "alice");
    stage.pass(100);
    sink.stop(StopReason.REQUESTED, stage.now);
    stage.loop.step(before);
    stage.settleAll();

    assertEquals(Manifest.State.FINISHED, stage.manifest(sink).state());
    assertEquals(StopReason.REQUESTED, stage.manifest(sink).stopReason().orElseThrow());
  }

  @Test
  void writesSoundAfterAllWhenThePictureThatIsPublishedNeverComes() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    sink.addTrack(
        new RecordedTrack(
            "alice", "Alice", "t2", RecordedTrack.Kind.VIDEO, RecordedTrack.Source.CAMERA, ""),
        0);
    stage.pass(3_000);
    stop(sink);

    Manifest manifest = stage.manifest(sink);
    assertEquals(List.of("alice_microphone_001.webm"), names(manifest));
    assertEquals(microphone.sent, track(manifest.files().get(0), Codec.OPUS).counts().frames());
  }

  @Test
  void waitsForPacketsThatAreSentAgain() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    long[] held = {-1};
    microphone.lost =
        sequence -> {
          boolean hold = sequence % 50 == 7;
          held[0] = hold ? sequence : held[0];
          return hold;
        };
    stage.pass(2_000);
    assertTrue(held[0] > 0);
    stop(sink);
    assertTrue(track(stage.manifest(sink).files().get(0), Codec.OPUS).counts().lost() > 0);
  }

  @Test
  void leavesAGapForWhatIsLostAndGoesOnAtAKeyframe() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack camera = stage.camera(sink, "alice");
    stage.pass(3_000);
    long from = camera.sent;
    camera.lost = sequence -> camera.sent == from + 1;
    stage.pass(7_000);
    stop(sink);

    ManifestFile file = stage.manifest(sink).files().get(0);
    ManifestTrack video = track(file, Codec.VP8);
    assertEquals(3, video.counts().lost());
    assertEquals(1, video.gaps().size());
    assertEquals(GapReason.LOSS, video.gaps().get(0).reason());
    assertNear(3_000, video.gaps().get(0).offsetMillis(), 80);
    assertTrue(video.counts().dropped().get(PacketDropReason.AWAITING_KEYFRAME) > 0);
    assertEquals(2, video.counts().keyframes());
    assertNear(10_000, file.durationMillis(), 80);
    assertEquals(1, stage.events(RecorderEvent.MediaGap.class).size());
  }

  @Test
  void asksForAKeyframeWhenTheQueueWasFull() throws Exception {
    stage.close();
    stage = new Stage(directory.resolve("small"), RecorderOptions.DEFAULT.withQueueBytes(1 << 16));
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack camera = stage.camera(sink, "alice");
    stage.pass(2_000);
    stage.writerStands(true);
    stage.pass(3_000);
    assertTrue(camera.refused > 100);
    stage.writerStands(false);
    stage.pass(5_000);
    stop(sink);

    ManifestFile file = stage.manifest(sink).files().get(0);
    ManifestTrack video = track(file, Codec.VP8);
    assertEquals(camera.refused, video.counts().dropped().get(PacketDropReason.QUEUE_FULL));
    assertEquals(GapReason.OVERLOAD, video.gaps().get(0).reason());
    assertTrue(video.counts().keyframes() > 1);
    assertNear(10_000, file.durationMillis(), 80);
    assertTrue(
        stage.events(RecorderEvent.PacketsDropped.class).stream()
            .anyMatch(event -> event.reason() == PacketDropReason.QUEUE_FULL));
  }

  @Test
  void aLoudRecordingLeavesRoomInTheQueueForAQuietOne() throws Exception {
    stage.close();
    stage = new Stage(directory.resolve("small"), RecorderOptions.DEFAULT.withQueueBytes(1 << 16));
    RecordingSink loud = stage.record(RecordingMode.PER_PARTICIPANT);
    RecordingSink quiet = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack camera = stage.camera(loud, "vandal");
    TestTrack microphone = stage.microphone(quiet, "alice");
    stage.pass(1_000);
    stage.writerStands(true);
    stage.pass(3_000);
    assertTrue(camera.refused > 50);
    assertEquals(0, microphone.refused);
    stage.writerStands(false);
    stage.pass(1_000);
    int refused = camera.refused;
    stage.pass(1_000);
    assertEquals(refused, camera.refused);
    loud.stop(StopReason.REQUESTED, stage.now);
    stop(quiet);
  }

  @Test
  void aWriterThatLagsDoesNotGiveUpWhatItsQueueHolds() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.camera(sink, "alice");
    TestTrack microphone = stage.microphone(sink, "alice");
    microphone.lost = sequence -> sequence % 5 == 2;
    microphone.resentAfterNanos = 400 * Stage.MILLI;
    stage.pass(2_000);
    stage.writerStands(true);
    // more than the writer takes at once, so that it meets holes whose packets are still queued
    stage.pass(40_000);
    stage.writerStands(false);
    stage.pass(3_000);
    microphone.lost = sequence -> false;
    stage.pass(1_000);
    stop(sink);
    assertEquals(0, microphone.refused);
    assertEquals(0, track(stage.manifest(sink).files().get(0), Codec.OPUS).counts().lost());
  }

  @Test
  void leavesAGapForAPauseAndFinishesTheFileInALongOne() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    stage.microphone(sink, "alice");
    stage.camera(sink, "alice");
    stage.pass(2_000);
    sink.pause(stage.now);
    stage.pass(5_000);
    sink.resume(stage.now);
    stage.pass(3_000);
    sink.pause(stage.now);
    stage.pass(3_600_000);
    assertEquals(1, stage.events(RecorderEvent.FileFinished.class).size());
    sink.resume(stage.now);
    stage.pass(2_000);
    stop(sink);

    Manifest manifest = stage.manifest(sink);
    assertEquals(2, manifest.files().size());
    ManifestFile first = manifest.files().get(0);
    assertNear(10_000, first.durationMillis(), 100);
    ManifestTrack audio = track(first, Codec.OPUS);
    assertEquals(GapReason.PAUSED, audio.gaps().get(0).reason());
    assertNear(5_000, audio.gaps().get(0).durationMillis(), 60);
    assertEquals(GapReason.PAUSED, track(first, Codec.VP8).gaps().get(0).reason());
    assertNear(3_610_000, manifest.files().get(1).offsetMillis(), 100);
    assertEquals(2, stage.events(RecorderEvent.RecordingPaused.class).size());
    assertEquals(2, stage.events(RecorderEvent.RecordingResumed.class).size());
  }

  @Test
  void theFileGoesOnWhenSoundIsMutedForAnHour() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    stage.camera(sink, "alice");
    stage.pass(2_000);
    sink.mute(microphone.number, true, stage.now);
    microphone.silent = true;
    stage.pass(3_600_000);
    sink.mute(microphone.number, false, stage.now);
    microphone.silent = false;
    microphone.startSource(stage.now);
    stage.pass(2_000);
    stop(sink);

    Manifest manifest = stage.manifest(sink);
    assertEquals(1, manifest.files().size());
    ManifestFile file = manifest.files().get(0);
    assertNear(3_604_000, file.durationMillis(), 100);
    ManifestTrack audio = track(file, Codec.OPUS);
    assertEquals(1, audio.gaps().size());
    assertEquals(GapReason.MUTED, audio.gaps().get(0).reason());
    assertNear(3_600_000, audio.gaps().get(0).durationMillis(), 60);
  }

  @Test
  void finishesTheFileOfAPublisherThatVanishes() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
    TestTrack microphone = stage.microphone(sink, "alice");
    stage.pass(2_000);
    microphone.silent = true;
    stage.pass(29_000);
    assertTrue(stage.events(RecorderEvent.FileFinished.class).isEmpty());
    stage.pass(2_000);
    assertEquals(1, stage.events(RecorderEvent.FileFinished.class).size());
    microphone.silent = false;
    stage.pass(2_000);
    stop(sink);
    Manifest manifest = stage.manifest(sink);
    assertEquals(
        List.of("alice_microphone_001.webm", "alice_microphone_002.webm"), names(manifest));
    assertNear(33_000, manifest.files().get(1).offsetMillis(), 60);
  }

  @Test
  void boundsTheFilesOfAPublisherThatChangesItsSizeEverySecond() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    TestTrack camera = stage.camera(sink, "alice");
    for (int second = 0; second < 60; second++) {
      camera.width = 320 + 16 * (second % 7);
      camera.startSource(stage.now);
      stage.pass(1_000);
    }
    stop(sink);

    Manifest manifest = stage.manifest(sink);
    assertTrue(manifest.files().size() >= 10, "files " + manifest.files().size());
    assertTrue(manifest.files().size() <= 8 + 6, "files " + manifest.files().size());
    long sound = 0;
    long frames = 0;
    for (ManifestFile file : manifest.files()) {
      frames += track(file, Codec.VP8).counts().frames();
      sound += track(file, Codec.OPUS).counts().frames();
    }
    assertEquals(microphone.sent, sound);
    assertTrue(frames > 10 * 24 && frames < camera.sent, "frames " + frames);
    for (int i = 0; i < manifest.files().size(); i++) {
      MediaFile media = stage.media(sink, i);
      int video = track(manifest.files().get(i), Codec.VP8).number();
      assertTrue(media.blocks(video).get(0).keyframe());
    }
  }

  @Test
  void survivesTimestampsThatJumpByHours() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    TestTrack camera = stage.camera(sink, "alice");
    stage.pass(10_000);
    microphone.extraTicks += 48_000L * 3_600 * 5;
    stage.pass(10_000);
    camera.extraTicks -= 90_000L * 3_600 * 7;
    stage.pass(10_000);
    microphone.extraTicks -= 48_000L * 3_600 * 9;
    stage.pass(10_000);
    stop(sink);

    ManifestFile file = stage.manifest(sink).files().get(0);
    assertNear(40_000, file.durationMillis(), 100);
    MediaFile media = stage.media(sink, 0);
    List<MediaFile.Block> audio = media.blocks(track(file, Codec.OPUS).number());
    List<MediaFile.Block> video = media.blocks(track(file, Codec.VP8).number());
    assertNear(microphone.sent, audio.size(), 2);
    assertNear(camera.sent, video.size(), 2);
    assertNear(audio.get(audio.size() - 1).millis(), video.get(video.size() - 1).millis(), 60);
  }

  @Test
  void dropsRubbishAndKeepsTheRest() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    TestTrack camera = stage.camera(sink, "alice");
    byte[] rubbish = new byte[300];
    java.util.Arrays.fill(rubbish, (byte) 0xff);
    for (int second = 0; second < 10; second++) {
      stage.pass(1_000);
      for (int i = 0; i < 50; i++) {
        sink.onRtp(microphone.number, i, i, stage.now, true, rubbish, 0, i);
        sink.onRtp(camera.number, -1_000L * i, i * 1_000_000L, stage.now, true, rubbish, 0, 299);
        sink.onRtp(
            camera.number, 99_000_000L + i * 7_777L, i, stage.now, i % 2 == 0, rubbish, 0, i);
      }
    }
    stop(sink);
    for (ManifestFile file : stage.manifest(sink).files()) {
      assertEquals(ManifestFile.State.FINISHED, file.state());
      assertTrue(file.durationMillis() < 12_000, "duration " + file.durationMillis());
    }
    assertEquals(Manifest.State.FINISHED, stage.manifest(sink).state());
    assertEquals(StopReason.REQUESTED, stage.manifest(sink).stopReason().orElseThrow());
  }

  @Test
  void namesNeverLeaveTheFolder() throws Exception {
    RecordingSink sink =
        stage.port.open(
            new dev.sluice.recorder.RecordingRequest(
                "../../etc/passwd", "api", RecordingMode.PER_TRACK),
            stage.now);
    stage.tracks.add(TestTrack.microphone(sink, "../../../root/.ssh", stage.now));
    stage.tracks.add(TestTrack.microphone(sink, "\u0000\n/", stage.now));
    stage.pass(2_000);
    stop(sink);
    for (ManifestFile file : stage.manifest(sink).files()) {
      Path path = stage.path(sink.id(), file);
      assertTrue(path.toRealPath().startsWith(directory.toRealPath()));
      assertTrue(file.name().matches("[A-Za-z0-9_-]+\\.webm"), file.name());
    }
  }

  @Test
  void aRepublishedTrackContinuesTheNumbers() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack first = stage.camera(sink, "alice");
    stage.pass(1_000);
    stage.tracks.remove(first);
    sink.endTrack(first.number, stage.now);
    stage.pass(1_000);
    stage.camera(sink, "alice");
    stage.camera(sink, "alice");
    stage.pass(1_000);
    stop(sink);
    assertEquals(
        List.of("alice-2_camera_001.webm", "alice_camera_001.webm", "alice_camera_002.webm"),
        names(stage.manifest(sink)).stream().sorted().toList());
  }

  @Test
  void whoPublishesAnewAllTheTimeTakesNobodysFiles() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
    for (int i = 0; i < 600; i++) {
      TestTrack track = stage.camera(sink, "mallory");
      stage.pass(60);
      sink.endTrack(track.number, stage.now);
      stage.tracks.remove(track);
    }
    TestTrack camera = stage.camera(sink, "alice");
    stage.pass(1_000);
    stop(sink);
    List<ManifestFile> files = stage.manifest(sink).files();
    ManifestFile last = files.get(files.size() - 1);
    assertEquals("alice", last.participant());
    assertEquals(camera.sent, track(last, Codec.VP8).counts().frames());
    assertTrue(files.size() <= 64 + 36 / 5 + 1, () -> files.size() + " files");
  }

  @Test
  void aRecordingWithoutMediaLeavesNothing() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
    stage.pass(100);
    assertTrue(stage.manifest(sink).files().isEmpty());
    Path folder = stage.library.folder(sink.id()).orElseThrow().directory();
    assertTrue(Files.isDirectory(folder));
    stop(sink);
    assertTrue(stage.library.find(sink.id()).isEmpty());
    assertFalse(Files.exists(folder.getParent()));
    assertEquals(List.of(), stage.heard);
    assertEquals(1, stage.events(RecorderEvent.RecordingEnded.class).size());
  }

  @Test
  void theEndOfARecordingWithoutMediaWaitsUntilItIsRemoved() throws Exception {
    stage.settleAtOnce = false;
    RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
    stage.pass(100);
    sink.stop(StopReason.ROOM_ENDED, stage.now);
    stage.pass(1_000);
    assertFalse(stage.loop.isIdle());
    assertEquals(1, stage.waiting.size());
    stage.waiting.remove(0).run();
    stage.settleAll();
    assertTrue(stage.loop.isIdle());
    assertTrue(stage.library.find(sink.id()).isEmpty());
  }

  @Test
  void refusesMoreTracksThanMayBe() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
    for (int i = 0; i < RecorderOptions.DEFAULT.maxTracks(); i++) {
      assertTrue(stage.microphone(sink, "p" + i).number >= 0);
    }
    assertEquals(RecordingSink.REFUSED, TestTrack.microphone(sink, "late", stage.now).number);
    sink.endTrack(3, stage.now);
    assertTrue(TestTrack.microphone(sink, "later", stage.now).number >= 0);
  }

  @Test
  void whoUsesUpHisNumbersIsRefusedAlone() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
    for (int i = 0; i < QueuedSink.MAX_NUMBERS_OF_ONE; i++) {
      int number = TestTrack.microphone(sink, "mallory", stage.now).number;
      assertEquals(i, number);
      sink.endTrack(number, stage.now);
      stage.pass(5);
    }
    assertEquals(RecordingSink.REFUSED, TestTrack.microphone(sink, "mallory", stage.now).number);
    TestTrack microphone = stage.microphone(sink, "alice");
    stage.pass(1_000);
    stop(sink);
    ManifestFile file = stage.manifest(sink).files().get(0);
    assertEquals("alice", file.participant());
    assertEquals(microphone.sent, track(file, Codec.OPUS).counts().frames());
  }

  @Test
  void packetsAreCountedInTheFileThatTheirFramesAreIn() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    stage.pass(200);
    TestTrack camera = stage.camera(sink, "alice");
    stage.pass(2_000);
    camera.width = 320;
    camera.startSource(stage.now);
    stage.pass(2_000);
    stop(sink);
    List<ManifestFile> files = stage.manifest(sink).files();
    assertTrue(files.size() > 1, files.size() + " files");
    long audio = 0;
    long video = 0;
    for (ManifestFile file : files) {
      for (ManifestTrack track : file.tracks()) {
        boolean isAudio = track.format().codec() == Codec.OPUS;
        int packetsOfFrame = isAudio ? 1 : 3;
        assertEquals(packetsOfFrame * track.counts().frames(), track.counts().packets());
        audio += isAudio ? track.counts().packets() : 0;
        video += isAudio ? 0 : track.counts().packets();
      }
    }
    assertEquals(microphone.sent, audio);
    assertEquals(3L * camera.sent, video);
  }

  @Test
  void whatCameIsInTheFileSoonAfter() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    stage.camera(sink, "alice");
    stage.pass(10_000);
    int sent = microphone.sent;
    stage.pass(250);
    ManifestFile file = stage.manifest(sink).files().get(0);
    MediaFile media = MediaFile.read(stage.path(sink.id(), file));
    int audio = track(file, Codec.OPUS).number();
    assertTrue(media.blocks(audio).size() >= sent, media.blocks(audio).size() + " of " + sent);
    assertFalse(stage.heard.contains("finished alice_camera_001.webm"));
  }

  @Test
  void writesWhatIsInTheQueueBeforeItCloses() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack camera = stage.camera(sink, "alice");
    stage.pass(1_000);
    stage.writerStands(true);
    stage.pass(30_000);
    stage.tracks.clear();
    stage.loop.close();
    stage.settleAll();
    Manifest manifest = stage.manifest(sink);
    assertEquals(StopReason.SHUTDOWN, manifest.stopReason().orElseThrow());
    assertEquals(0, camera.refused);
    assertEquals(camera.sent, track(manifest.files().get(0), Codec.VP8).counts().frames());
  }

  @Test
  void onlyTheLastOfManyChangesMattersWhileTheWriterStands() throws Exception {
    RecordingSink sink = stage.record(RecordingMode.PER_PARTICIPANT);
    TestTrack microphone = stage.microphone(sink, "alice");
    stage.pass(1_000);
    stage.writerStands(true);
    for (int i = 0; i < 100_000; i++) {
      sink.mute(microphone.number, i % 2 == 0, stage.now);
      microphone.startSource(stage.now);
      sink.pause(stage.now);
      sink.resume(stage.now);
    }
    assertTrue(stage.queue.pendingCommands() < 5_000, "" + stage.queue.pendingCommands());
    stage.writerStands(false);
    int sent = microphone.sent;
    stage.pass(2_000);
    stop(sink);
    long written =
        stage.manifest(sink).files().stream()
            .mapToLong(file -> track(file, Codec.OPUS).counts().frames())
            .sum();
    assertNear(microphone.sent - sent + 50, written, 2);
  }

  private void stop(RecordingSink sink) {
    sink.stop(StopReason.REQUESTED, stage.now);
    stage.tracks.clear();
    stage.settleAll();
    assertTrue(stage.loop.isIdle());
  }

  private static void assertNear(long expected, long actual, long tolerance) {
    assertTrue(
        Math.abs(expected - actual) <= tolerance,
        () -> expected + " give or take " + tolerance + " was expected, but was: " + actual);
  }

  private static List<String> names(Manifest manifest) {
    return manifest.files().stream().map(ManifestFile::name).toList();
  }

  private static ManifestTrack track(ManifestFile file, Codec codec) {
    return file.tracks().stream()
        .filter(track -> track.format().codec() == codec)
        .findFirst()
        .orElseThrow();
  }
}
