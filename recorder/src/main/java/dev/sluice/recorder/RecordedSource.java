package dev.sluice.recorder;

import java.util.Map;

/**
 * What the packets of a track are, until the next source begins.
 *
 * @param codec how they are coded
 * @param clockRate RTP ticks per second
 * @param channels of audio; 0 for video
 * @param parameters the codec's, as the answer names them (fmtp)
 * @param rid the simulcast encoding; empty without simulcast
 */
public record RecordedSource(
    Codec codec, int clockRate, int channels, Map<String, String> parameters, String rid) {

  /** What can be recorded. */
  public enum Codec {
    OPUS,
    VP8,
    VP9,
    H264,
    H265,
    AV1
  }

  public RecordedSource {
    parameters = Map.copyOf(parameters);
  }
}
