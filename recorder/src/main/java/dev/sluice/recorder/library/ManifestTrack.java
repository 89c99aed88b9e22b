package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecordedTrack.Source;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One track in a file.
 *
 * @param number in the container, from 1
 * @param track its id in the room
 * @param label what its publisher calls it; may be empty
 * @param gaps the longest of them, by time; {@link #MAX_GAPS} at most
 * @param gapsLeftOut how many more there were
 * @param clockBasis how sure it is when its media was captured
 * @param firstCaptureMillis when its first frame was captured, from the recording's start on the
 *     publisher's clock: aligns tracks of one publisher; empty when it is not known
 */
public record ManifestTrack(
    int number,
    String track,
    Kind kind,
    Source source,
    String label,
    Format format,
    Counts counts,
    List<ManifestGap> gaps,
    long gapsLeftOut,
    ClockBasis clockBasis,
    OptionalLong firstCaptureMillis) {

  /** How many gaps of a track a manifest lists. */
  public static final int MAX_GAPS = 200;

  public ManifestTrack {
    gaps = List.copyOf(gaps);
    if (gaps.size() > MAX_GAPS) {
      throw new IllegalArgumentException("more than " + MAX_GAPS + " gaps");
    }
  }

  /**
   * How a track is coded.
   *
   * @param rid the simulcast encoding; empty without simulcast
   * @param width of video in pixels, as its first frame says; else 0
   * @param height of video
   * @param sampleRate of audio in Hz; else 0
   * @param channels of audio; else 0
   */
  public record Format(
      Codec codec, String rid, int width, int height, int sampleRate, int channels) {}

  /**
   * What came, and what did not.
   *
   * @param frames that are in the file
   * @param keyframes among them
   * @param packets in which these frames came
   * @param lost that never came
   * @param dropped that came and were not written
   */
  public record Counts(
      long frames, long keyframes, long packets, long lost, Map<PacketDropReason, Long> dropped) {

    public static final Counts ZERO = new Counts(0, 0, 0, 0, Map.of());

    public Counts {
      dropped = Map.copyOf(dropped);
    }
  }

  /** The same with what a scan of the file found. */
  public ManifestTrack withFrames(long frames, long keyframes) {
    return new ManifestTrack(
        number,
        track,
        kind,
        source,
        label,
        format,
        new Counts(frames, keyframes, counts.packets(), counts.lost(), counts.dropped()),
        gaps,
        gapsLeftOut,
        clockBasis,
        firstCaptureMillis);
  }

  /** The same, with all gaps left out. */
  ManifestTrack withoutGaps() {
    return new ManifestTrack(
        number,
        track,
        kind,
        source,
        label,
        format,
        counts,
        List.of(),
        gapsLeftOut + gaps.size(),
        clockBasis,
        firstCaptureMillis);
  }
}
