package dev.sluice.recorder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecordedTrack.Source;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever rooms and publishers do, in any order: no fault, and files that are whole. */
class HostileRoomTest {

  private static final int STEPS = 4_000;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anythingInAnyOrderEndsInWholeFiles(long seed) throws Exception {
    Random random = new Random(seed);
    try (Stage stage = new Stage(directory)) {
      RecordingSink sink =
          stage.record(
              random.nextBoolean() ? RecordingMode.PER_TRACK : RecordingMode.PER_PARTICIPANT);
      TestTrack honest = stage.microphone(sink, "honest");
      for (int i = 0; i < STEPS; i++) {
        act(sink, random, stage.now);
        if (i % 4 == 0) {
          stage.pass(5L * random.nextInt(8));
        }
      }
      stage.tracks.clear();
      sink.stop(StopReason.REQUESTED, stage.now);
      stage.settleAll();

      assertTrue(stage.loop.isIdle());
      Manifest manifest = stage.manifest(sink);
      assertNotEquals(StopReason.FAULT, manifest.stopReason().orElseThrow());
      assertEquals(Manifest.State.FINISHED, manifest.state());
      assertTrue(honest.sent > 0 && !manifest.files().isEmpty());
      for (ManifestFile file : manifest.files()) {
        assertTrue(file.whole(), file.name() + " " + file.note());
        MediaFile media = MediaFile.read(stage.path(sink.id(), file));
        file.tracks()
            .forEach(
                track ->
                    assertEquals(track.counts().frames(), media.blocks(track.number()).size()));
      }
    }
  }

  private static void act(RecordingSink sink, Random random, long now) {
    int track = random.nextInt(12) - 1;
    switch (random.nextInt(40)) {
      case 0 -> sink.addTrack(description(random), now);
      case 1, 2, 3 -> sink.startSource(track, source(random), now);
      case 4 -> sink.mute(track, random.nextBoolean(), now);
      case 5 -> {
        if (track != 0) {
          sink.endTrack(track, now);
        }
      }
      case 6 -> {
        sink.pause(now);
        sink.resume(now);
      }
      case 7 ->
          sink.onClock(
              track,
              random.nextLong() >> random.nextInt(64),
              now + (random.nextLong() >> random.nextInt(64)),
              random.nextBoolean() ? ClockBasis.ARRIVAL : ClockBasis.SENDER_REPORT);
      case 8 -> sink.takeKeyframeNeeded(track);
      default -> packet(sink, track, random, now);
    }
  }

  private static void packet(RecordingSink sink, int track, Random random, long now) {
    byte[] data = new byte[random.nextInt(300)];
    random.nextBytes(data);
    if (data.length > 30 && random.nextInt(3) > 0) {
      // A small keyframe of VP8, or a packet of Opus: something that gets through.
      byte[] good = {0x10, 0x10, 0, 0, (byte) 0x9d, 1, 0x2a, 0x40, 1, (byte) 0xf0, 0};
      good[7] += (byte) (random.nextInt(4) == 0 ? 16 : 0);
      System.arraycopy(good, 0, data, 0, good.length);
    }
    long far = random.nextInt(20) == 0 ? random.nextLong() >> (2 + random.nextInt(60)) : 0;
    sink.onRtp(
        track,
        now / 5_000_000 + random.nextInt(20) + far,
        now / 11_111 + random.nextInt(3_000) + far,
        now,
        random.nextInt(3) > 0,
        data,
        0,
        data.length);
  }

  private static RecordedTrack description(Random random) {
    Source source = Source.values()[random.nextInt(4)];
    boolean audio = source == Source.MICROPHONE || source == Source.SCREEN_AUDIO;
    return new RecordedTrack(
        "p" + random.nextInt(3),
        random.nextBoolean() ? "" : "\u00e9/..\\" + random.nextInt(3),
        "t" + random.nextInt(),
        audio ? Kind.AUDIO : Kind.VIDEO,
        source,
        "x".repeat(random.nextInt(1_000)));
  }

  private static RecordedSource source(Random random) {
    Codec codec = Codec.values()[random.nextInt(Codec.values().length)];
    return new RecordedSource(
        codec,
        codec == Codec.OPUS ? 48_000 : random.nextInt(3) == 0 ? random.nextInt() : 90_000,
        random.nextInt(4),
        Map.of("x", "y"),
        "r");
  }

  @Test
  void aSinkThatIsOverTakesAnything() throws Exception {
    Random random = new Random(9);
    try (Stage stage = new Stage(directory)) {
      RecordingSink sink = stage.record(RecordingMode.PER_TRACK);
      stage.microphone(sink, "alice");
      stage.pass(100);
      stage.tracks.clear();
      sink.stop(StopReason.REQUESTED, stage.now);
      for (int i = 0; i < STEPS; i++) {
        act(sink, random, stage.now);
      }
      sink.stop(StopReason.FAULT, stage.now);
      stage.settleAll();
      assertEquals(StopReason.REQUESTED, stage.manifest(sink).stopReason().orElseThrow());
    }
  }
}
