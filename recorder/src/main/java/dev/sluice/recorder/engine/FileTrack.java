package dev.sluice.recorder.engine;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedTrack;
import dev.sluice.recorder.RecorderEvent.GapReason;
import dev.sluice.recorder.codec.CodecConfiguration;
import dev.sluice.recorder.codec.OpusPacket;
import dev.sluice.recorder.library.ManifestGap;
import dev.sluice.recorder.library.ManifestTrack;
import dev.sluice.recorder.matroska.TrackDescription;
import dev.sluice.recorder.track.GapLog;
import dev.sluice.recorder.track.TrackCounts;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** One track in one file. Owned by the writer. */
final class FileTrack {

  private static final long NEVER = Long.MIN_VALUE;

  private final int number;
  private final TrackWriter writer;
  private final CodecConfiguration configuration;
  private final RecordedSource source;
  private final TrackCounts before;
  private final GapLog gaps = new GapLog(ManifestTrack.MAX_GAPS);

  private long firstNanos = NEVER;
  private long endNanos = NEVER;
  private long frames;
  private long keyframes;
  private long packets;

  private GapReason untoldReason;
  private long untoldNanos;

  /**
   * @param number in the container
   */
  FileTrack(int number, TrackWriter writer, CodecConfiguration configuration) {
    this.number = number;
    this.writer = writer;
    this.configuration = configuration;
    this.source = writer.source();
    this.before = writer.counts().copy();
  }

  int number() {
    return number;
  }

  TrackWriter writer() {
    return writer;
  }

  TrackDescription description() {
    RecordedTrack track = writer.description();
    String name = track.label().isBlank() ? RecordedNames.of(track.source()) : track.label();
    return new TrackDescription(number, number, configuration, name, TrackDescription.UNDETERMINED);
  }

  /**
   * Notes a frame that is written.
   *
   * @param atNanos from the file's beginning
   * @param framePackets in which it came
   */
  void onFrame(
      long atNanos, boolean keyframe, long framePackets, byte[] data, int offset, int length) {
    GapReason reason = writer.takeGapReason();
    if (firstNanos == NEVER) {
      firstNanos = atNanos;
    } else if (reason != null && atNanos > endNanos) {
      missing(reason, atNanos - endNanos);
    }
    long duration = configuration.isVideo() ? 0 : OpusPacket.durationNanos(data, offset, length);
    endNanos = Math.max(endNanos, atNanos + duration);
    frames++;
    packets += framePackets;
    if (keyframe) {
      keyframes++;
    }
    writer.counts().frame();
  }

  private void missing(GapReason reason, long nanos) {
    gaps.add(endNanos, nanos, reason);
    writer.counts().gap(reason);
    untoldReason = reason;
    untoldNanos += nanos;
  }

  /** What has to be told of gaps, added up; null when nothing has. */
  GapReason untoldReason() {
    return untoldReason;
  }

  long takeUntoldNanos() {
    long nanos = untoldNanos;
    untoldReason = null;
    untoldNanos = 0;
    return nanos;
  }

  /**
   * As the manifest has it.
   *
   * @param fileOffsetNanos from the recording's start to the file's
   */
  ManifestTrack manifest(long fileOffsetNanos) {
    RecordedTrack track = writer.description();
    TrackCounts counts = writer.counts().since(before);
    return new ManifestTrack(
        number,
        track.track(),
        track.kind(),
        track.source(),
        track.label(),
        format(),
        new ManifestTrack.Counts(frames, keyframes, packets, counts.lost(), counts.dropped()),
        manifestGaps(),
        gaps.leftOut(),
        writer.basis(),
        firstNanos == NEVER
            ? OptionalLong.empty()
            : OptionalLong.of(millis(fileOffsetNanos + firstNanos)));
  }

  private ManifestTrack.Format format() {
    return new ManifestTrack.Format(
        configuration.codec(),
        source.rid(),
        configuration.width(),
        configuration.height(),
        configuration.sampleRate(),
        configuration.channels());
  }

  private List<ManifestGap> manifestGaps() {
    return gaps.gaps().stream()
        .map(
            gap ->
                new ManifestGap(
                    millis(gap.offsetNanos()), millis(gap.durationNanos()), gap.reason()))
        .toList();
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
