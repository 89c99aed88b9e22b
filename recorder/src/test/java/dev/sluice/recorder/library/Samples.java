package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecordedTrack.Source;
import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.StopReason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Manifests to test with. */
public final class Samples {

  public static final Instant START = Instant.parse("2026-11-26T01:21:09.120Z");
  public static final RecordingId ID = new RecordingId("20261126T012109Z-4f9a1c");

  private Samples() {}

  /** Ids that sort by {@code number}. */
  public static RecordingId id(int number) {
    return new RecordingId(
        String.format(
            Locale.ROOT,
            "20261126T%02d%02d%02dZ-00000a",
            number / 3600,
            number / 60 % 60,
            number % 60));
  }

  public static ManifestTrack video() {
    return new ManifestTrack(
        1,
        "TR_v",
        Kind.VIDEO,
        Source.CAMERA,
        "front",
        new ManifestTrack.Format(Codec.VP8, "h", 1280, 720, 0, 0),
        new ManifestTrack.Counts(1829, 7, 20_000, 12, Map.of(PacketDropReason.TOO_LATE, 3L)),
        List.of(new ManifestGap(1_000, 250, GapReason.LOSS)),
        0,
        ClockBasis.SENDER_REPORT,
        OptionalLong.of(-35));
  }

  public static ManifestTrack audio() {
    return new ManifestTrack(
        2,
        "TR_a",
        Kind.AUDIO,
        Source.MICROPHONE,
        "",
        new ManifestTrack.Format(Codec.OPUS, "", 0, 0, 48_000, 2),
        ManifestTrack.Counts.ZERO,
        List.of(),
        4,
        ClockBasis.ARRIVAL,
        OptionalLong.empty());
  }

  /** A file that is being written. */
  public static ManifestFile growing(String name) {
    return ManifestFile.begin(name, "p-" + name.charAt(0), "Alice", 40, List.of(video(), audio()));
  }

  public static ManifestFile whole(String name, long bytes) {
    return growing(name)
        .finished(ManifestFile.State.FINISHED, 61_020, bytes, List.of(video(), audio()))
        .withSha256("00ff");
  }

  /** A recording without files that began {@code id} seconds after midnight. */
  public static Manifest begun(RecordingId id, String room) {
    Instant start =
        Instant.parse(
            id.value().replaceFirst("(....)(..)(..)T(..)(..)(..)Z.*", "$1-$2-$3T$4:$5:$6Z"));
    return Manifest.begin(id, room, RecordingMode.PER_PARTICIPANT, "api", start);
  }

  public static Manifest finished(RecordingId id, String room, ManifestFile... files) {
    return begun(id, room)
        .withFiles(List.of(files))
        .ended(Manifest.State.FINISHED, StopReason.REQUESTED, 61_060);
  }
}
