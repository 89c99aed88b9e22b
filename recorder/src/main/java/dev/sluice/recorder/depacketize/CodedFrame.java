package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.CodecConfiguration;
import java.util.Optional;

/**
 * A coded frame in the form that containers hold: what a decoder takes at once. Opus: one packet.
 * VP8: one frame. VP9: all spatial layers of a picture, with a superframe index if there are
 * several, of which the highest only is shown. H264 and H265: the NAL units of an access unit,
 * parameter sets and supplements among them, each behind its length in 4 bytes, without delimiters
 * and filler. AV1: the OBUs of a temporal unit, each with its size, without delimiter and padding.
 *
 * <p>A view of its depacketizer's buffer, valid until {@link FrameSink#onFrame} returns.
 */
public final class CodedFrame {

  private byte[] data = {};
  private int offset;
  private int length;
  private long extendedTimestamp;
  private int durationTicks;
  private boolean keyframe;
  private Optional<CodecConfiguration> configuration = Optional.empty();
  private long firstSequence;
  private long lastSequence;

  CodedFrame() {}

  /** The array that holds the frame, at {@link #offset}. */
  public byte[] data() {
    return data;
  }

  public int offset() {
    return offset;
  }

  /** In bytes; at least 1. */
  public int length() {
    return length;
  }

  /** RTP's, unwrapped, in ticks of the source's clock rate. May go back where frames do. */
  public long extendedTimestamp() {
    return extendedTimestamp;
  }

  /** How long it lasts, in ticks of the clock rate, if it says so itself (Opus); 0 for video. */
  public int durationTicks() {
    return durationTicks;
  }

  /** Whether a decoder can begin with it. True for all of audio. */
  public boolean keyframe() {
    return keyframe;
  }

  /**
   * What a decoder must know for this frame and those up to the next keyframe. There is one with
   * each keyframe; it is the same object as long as nothing changes.
   */
  public Optional<CodecConfiguration> configuration() {
    return configuration;
  }

  /** Of the first packet that is part of it. */
  public long firstSequence() {
    return firstSequence;
  }

  /** How many packets it came in. */
  public long packets() {
    return lastSequence - firstSequence + 1;
  }

  /** Of the last packet that is part of it. */
  public long lastSequence() {
    return lastSequence;
  }

  CodedFrame bytes(byte[] newData, int newOffset, int newLength) {
    data = newData;
    offset = newOffset;
    length = newLength;
    return this;
  }

  CodedFrame time(long newExtendedTimestamp, int newDurationTicks) {
    extendedTimestamp = newExtendedTimestamp;
    durationTicks = newDurationTicks;
    return this;
  }

  CodedFrame packets(long first, long last) {
    firstSequence = first;
    lastSequence = last;
    return this;
  }

  CodedFrame startsWith(Optional<CodecConfiguration> newConfiguration) {
    keyframe = newConfiguration.isPresent();
    configuration = newConfiguration;
    return this;
  }
}
