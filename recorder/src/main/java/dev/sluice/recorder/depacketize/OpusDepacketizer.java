package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.CodecConfiguration;
import dev.sluice.recorder.codec.OpusHead;
import java.util.Optional;

/**
 * Opus: each packet is a frame. Losses need no care, since decoders conceal them; where a sender
 * with DTX says nothing, there is nothing. RFC 7587 §4.2.
 */
final class OpusDepacketizer implements Depacketizer {

  private final DepacketizerCounters counters = new DepacketizerCounters();
  private final CodedFrame frame = new CodedFrame();
  private final Optional<CodecConfiguration> configuration;

  /**
   * @param channels that the source may have, 1 or 2, whatever single packets hold
   */
  OpusDepacketizer(int channels) {
    configuration = Optional.of(OpusHead.configuration(channels));
  }

  @Override
  public void onPacket(
      long extendedSequence,
      long extendedTimestamp,
      boolean marker,
      byte[] data,
      int offset,
      int length,
      FrameSink sink) {
    if (length < 1) {
      return;
    }
    int samples = OpusFraming.samples(data, offset, length);
    if (samples == 0) {
      counters.onDrop(DropReason.MALFORMED, 1);
      return;
    }
    counters.onFrame(true);
    sink.onFrame(
        frame
            .bytes(data, offset, length)
            .time(extendedTimestamp, samples)
            .packets(extendedSequence, extendedSequence)
            .startsWith(configuration));
  }

  @Override
  public void onLoss(long first, long count) {
    // each packet can be decoded by itself
  }

  @Override
  public boolean awaitingKeyframe() {
    return false;
  }

  @Override
  public DepacketizerCounters counters() {
    return counters;
  }
}
