package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.CodecConfiguration;
import java.util.Optional;

/**
 * What H264 and H265 have in common: payloads hold one NAL unit, several, or a piece of one. In the
 * frame each stands behind its length in {@value #LENGTH_BYTES} bytes.
 */
abstract class NalUnitFormat implements PayloadFormat {

  static final int LENGTH_BYTES = 4;

  private static final int FRAGMENT_START = 0x80;
  private static final int FRAGMENT_END = 0x40;

  private final int headerBytes;
  private boolean fragmentOpen;
  private int unitStart;

  /** The last keyframe came with parameter sets: so will the next. */
  private boolean setsComeWithKeyframes;

  private boolean afterLoss;
  private boolean setsPresent;
  private boolean firstSlicePresent;
  private int sliceOffset;
  private int sliceLength;

  /**
   * @param headerBytes of a NAL unit
   */
  NalUnitFormat(int headerBytes) {
    this.headerBytes = headerBytes;
  }

  /** How a payload is packed, by its first bytes. */
  enum Packing {
    SINGLE,
    AGGREGATE,
    FRAGMENT,
    UNSUPPORTED
  }

  abstract Packing packing(byte first);

  /**
   * Writes the header of the NAL unit of which data[offset, ...) is the first fragment: the
   * payload's header with the type that stands in the fragment's header behind it.
   */
  abstract void rebuildHeader(byte[] data, int offset, FrameBuffer frame);

  /**
   * A NAL unit is complete; it has at least its header.
   *
   * @return whether it is part of the frame
   */
  abstract boolean onUnit(byte[] data, int offset, int length);

  /** Says whether the frame whose NAL units are complete is a keyframe, and the like. */
  abstract void describe(FrameTraits traits);

  /** The configuration of the picture that the slice in data[offset, offset+length) is of. */
  abstract Optional<CodecConfiguration> configuration(byte[] data, int offset, int length);

  @Override
  public void begin(boolean newAfterLoss) {
    fragmentOpen = false;
    afterLoss = newAfterLoss;
    setsPresent = false;
    firstSlicePresent = false;
    sliceLength = 0;
  }

  /** The NAL unit is a parameter set. */
  void noteParameterSet() {
    setsPresent = true;
  }

  /**
   * The NAL unit data[offset, offset+length) is a slice.
   *
   * @return whether it is the first one of the frame
   */
  boolean noteSlice(byte[] data, int offset, int length) {
    if (sliceLength > 0) {
      return false;
    }
    sliceOffset = offset;
    sliceLength = length;
    // Both codecs' slice headers begin with a bit that is set in a picture's first slice only.
    firstSlicePresent = length > headerBytes && data[offset + headerBytes] < 0;
    return true;
  }

  @Override
  public DropReason end(boolean whole, FrameBuffer frame, FrameTraits traits) {
    traits.picture = sliceLength > 0;
    if (whole && fragmentOpen) {
      return DropReason.MALFORMED;
    }
    if (!whole || !traits.picture) {
      return null;
    }
    describe(traits);
    // The sets of a keyframe could be among what was lost, and be new.
    boolean setsMissing = afterLoss && setsComeWithKeyframes && !setsPresent;
    traits.headPresent = firstSlicePresent && !(traits.keyframe && setsMissing);
    if (traits.keyframe && traits.headPresent) {
      setsComeWithKeyframes = setsPresent;
    }
    return null;
  }

  @Override
  public Optional<CodecConfiguration> configuration(FrameBuffer frame) {
    return configuration(frame.data(), sliceOffset, sliceLength);
  }

  @Override
  public DropReason withoutConfiguration() {
    return DropReason.NO_PARAMETER_SETS;
  }

  @Override
  public DropReason append(
      byte[] data, int offset, int length, boolean afterLoss, FrameBuffer frame) {
    if (afterLoss) {
      abandonFragment(frame);
    }
    if (length < headerBytes) {
      return DropReason.MALFORMED;
    }
    Packing packing = packing(data[offset]);
    if (fragmentOpen && packing != Packing.FRAGMENT) {
      abandonFragment(frame);
      return DropReason.MALFORMED;
    }
    return switch (packing) {
      case SINGLE -> single(data, offset, length, frame);
      case AGGREGATE -> aggregate(data, offset + headerBytes, offset + length, frame);
      case FRAGMENT -> fragment(data, offset, length, frame);
      case UNSUPPORTED -> DropReason.UNSUPPORTED;
    };
  }

  private void abandonFragment(FrameBuffer frame) {
    if (fragmentOpen) {
      fragmentOpen = false;
      frame.truncate(unitStart);
    }
  }

  private DropReason single(byte[] data, int offset, int length, FrameBuffer frame) {
    beginUnit(frame);
    frame.append(data, offset, length);
    finishUnit(frame);
    return null;
  }

  /** RFC 6184 §5.7.1, RFC 7798 §4.4.2: a size in 16 bits before each. */
  private DropReason aggregate(byte[] data, int start, int end, FrameBuffer frame) {
    int at = start;
    while (at < end) {
      if (end - at < 2) {
        return DropReason.MALFORMED;
      }
      int size = (data[at] & 0xFF) << 8 | (data[at + 1] & 0xFF);
      at += 2;
      if (size < headerBytes || size > end - at || packing(data[at]) != Packing.SINGLE) {
        return DropReason.MALFORMED;
      }
      single(data, at, size, frame);
      at += size;
    }
    return at == start ? DropReason.MALFORMED : null;
  }

  /** RFC 6184 §5.8, RFC 7798 §4.4.3: a byte with start, end and type behind the header. */
  private DropReason fragment(byte[] data, int offset, int length, FrameBuffer frame) {
    int content = headerBytes + 1;
    if (length <= content) {
      return DropReason.MALFORMED;
    }
    int flags = data[offset + headerBytes];
    boolean start = (flags & FRAGMENT_START) != 0;
    if (start == fragmentOpen) {
      abandonFragment(frame);
      return DropReason.MALFORMED; // begins before the last one ended, or without beginning
    }
    if (start) {
      beginUnit(frame);
      rebuildHeader(data, offset, frame);
      fragmentOpen = true;
    }
    frame.append(data, offset + content, length - content);
    if ((flags & FRAGMENT_END) != 0) {
      fragmentOpen = false;
      finishUnit(frame);
    }
    return null;
  }

  private void beginUnit(FrameBuffer frame) {
    unitStart = frame.length();
    frame.skip(LENGTH_BYTES);
  }

  private void finishUnit(FrameBuffer frame) {
    if (frame.overflown()) {
      return;
    }
    int start = unitStart + LENGTH_BYTES;
    int length = frame.length() - start;
    byte[] data = frame.data();
    if (onUnit(data, start, length)) {
      data[unitStart] = (byte) (length >> 24);
      data[unitStart + 1] = (byte) (length >> 16);
      data[unitStart + 2] = (byte) (length >> 8);
      data[unitStart + 3] = (byte) length;
    } else {
      frame.truncate(unitStart);
    }
  }
}
