package dev.sluice.recorder.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecordedTrack.Source;
import dev.sluice.recorder.RecorderEvent.RecordingEnded;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingSink;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.ManifestJson;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers that send nearly anything, beside one who behaves. */
class RubbishTest {

  private static final List<Codec> CODECS = List.of(Codec.values());

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void rubbishEndsNoRecordingAndSpoilsNoManifest(long seed) throws Exception {
    Random random = new Random(seed);
    try (Stage stage = new Stage(directory)) {
      RecordingMode mode =
          random.nextBoolean() ? RecordingMode.PER_TRACK : RecordingMode.PER_PARTICIPANT;
      RecordingSink sink = stage.record(mode);
      stage.microphone(sink, "good");
      stage.camera(sink, "good");
      Vandal[] vandals = new Vandal[4];
      for (int i = 0; i < vandals.length; i++) {
        vandals[i] = new Vandal(sink, random, i, stage.now);
      }
      for (int i = 0; i < 600; i++) {
        stage.pass(20);
        for (Vandal vandal : vandals) {
          vandal.act(stage.now);
        }
        if (random.nextInt(200) == 0) {
          sink.pause(stage.now);
        } else if (random.nextInt(50) == 0) {
          sink.resume(stage.now);
        }
      }
      assertTrue(sink.ended().isEmpty(), () -> "ended: " + sink.ended());
      sink.stop(StopReason.REQUESTED, stage.now);
      stage.settleAll();
      assertEquals(StopReason.REQUESTED, stage.events(RecordingEnded.class).get(0).reason());
      Manifest manifest = stage.manifest(sink);
      assertEquals(manifest, ManifestJson.decode(ManifestJson.encode(manifest)));
      for (ManifestFile file : manifest.files()) {
        assertTrue(file.whole(), file.toString());
        assertTrue(!file.participant().equals("good") || file.durationMillis() < 13_000);
      }
    }
  }

  private static final class Vandal {

    private final RecordingSink sink;
    private final Random random;
    private final String who;
    private final Kind kind;
    private int track = RecordingSink.REFUSED;
    private Codec codec;
    private long sequence;
    private long timestamp;

    Vandal(RecordingSink sink, Random random, int number, long now) {
      this.sink = sink;
      this.random = random;
      who = "bad" + number;
      kind = number == 0 ? Kind.AUDIO : Kind.VIDEO;
      begin(now);
    }

    private void begin(long now) {
      track =
          sink.addTrack(
              new RecordedTrack(
                  who,
                  random.nextBoolean() ? "../../\u0000\n😀\ud800" : "",
                  who + random.nextInt(3),
                  kind,
                  kind == Kind.AUDIO ? Source.MICROPHONE : Source.CAMERA,
                  random.nextBoolean() ? "a\u0000\ud800/../x".repeat(20) : ""),
              now);
      source(now);
    }

    private void source(long now) {
      codec = kind == Kind.AUDIO ? Codec.OPUS : CODECS.get(1 + random.nextInt(5));
      sink.startSource(
          track,
          new RecordedSource(
              codec,
              kind == Kind.AUDIO ? 48_000 : 90_000,
              random.nextInt(4),
              Map.of("sprop-parameter-sets", "Z0IAH6tAUB7Y,aM4xsg==,////", "sprop-sps", "@@"),
              random.nextBoolean() ? "h" : ""),
          now);
      sequence = random.nextInt(70_000);
      timestamp = random.nextLong() >> (8 + random.nextInt(40));
    }

    void act(long now) {
      switch (random.nextInt(60)) {
        case 0 -> source(now);
        case 1 -> {
          sink.endTrack(track, now);
          begin(now);
        }
        case 2 -> sink.mute(track, random.nextBoolean(), now);
        case 3 -> timestamp += random.nextLong() >> (random.nextInt(50) + 8);
        case 4 ->
            sequence = Math.max(0, sequence + (random.nextLong() >> (random.nextInt(40) + 20)));
        case 5 ->
            sink.onClock(
                track,
                timestamp + (random.nextLong() >> random.nextInt(60)),
                now + (random.nextLong() >> random.nextInt(60)),
                random.nextBoolean() ? ClockBasis.SENDER_REPORT : ClockBasis.ARRIVAL);
        default -> {}
      }
      int packets = random.nextInt(6);
      for (int i = 0; i < packets; i++) {
        byte[] payload = payload();
        boolean marker = random.nextInt(3) != 0;
        long jitter = random.nextInt(8) == 0 ? random.nextInt(9) - 4 : 0;
        sink.onRtp(
            track,
            Math.max(0, sequence++ + jitter),
            timestamp,
            now - random.nextInt(3) * 1_000_000L,
            marker,
            payload,
            0,
            payload.length);
        if (marker) {
          timestamp += kind == Kind.AUDIO ? 960 : random.nextInt(3) * 3_000L;
        }
      }
    }

    private byte[] payload() {
      byte[] start = HexFormat.of().parseHex(start());
      byte[] payload = new byte[Math.max(0, start.length + random.nextInt(200) - 5)];
      random.nextBytes(payload);
      System.arraycopy(start, 0, payload, 0, Math.min(start.length, payload.length));
      if (payload.length > 0 && random.nextInt(2) == 0) {
        for (int i = random.nextInt(4); i >= 0; i--) {
          payload[random.nextInt(Math.min(payload.length, 60))] = (byte) random.nextInt();
        }
      }
      return payload;
    }

    private String start() {
      boolean key = random.nextInt(3) == 0;
      return switch (codec) {
        case OPUS -> "78";
        case VP8 -> key ? "105000009d012a4001f000aabb" : "10310000";
        case VP9 -> key ? "0c824983422005f003f6aa" : "48860040";
        case H264 ->
            key
                ? "78001b674d400ada189b016a0c0c0d4a000003000200000300651e244d40000468ef3c800004658880aa"
                : "419a01";
        case H265 ->
            key
                ? "6001001840010c01ffff01600000030090000003000003001eba0240002842010101600000030090000003000003001ea030810596e92930bc05a0200000030020000003032100064401c071831200042601a0bb"
                : "0201d0";
        case AV1 -> key ? "280b08000000032dffcdaf90043010aabb" : "103030";
      };
    }
  }
}
