package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.CodecConfiguration;
import dev.sluice.recorder.codec.Vp8FrameHeader;
import java.util.Optional;

/**
 * VP8: a frame is what follows the descriptors of its packets. RFC 7741 §4.2.
 *
 * <pre>
 *      |X|R|N|S|R| PID |   required
 * X:   |I|L|T|K| RSV   |
 * I:   |M| PictureID   |   one byte, or two when M is set
 * L:   |   TL0PICIDX   |
 * T/K: |TID|Y| KEYIDX  |
 * </pre>
 */
final class Vp8Format implements PayloadFormat {

  private static final int EXTENDED = 0x80;
  private static final int NON_REFERENCE = 0x20;
  private static final int START_AND_PARTITION = 0x17;
  private static final int FRAME_START = 0x10;

  private static final int HAS_PICTURE_ID = 0x80;
  private static final int HAS_BASE_INDEX = 0x40;
  private static final int HAS_LAYER = 0x20;
  private static final int HAS_LAYER_OR_KEY_INDEX = 0x30;
  private static final int LAYERED = HAS_BASE_INDEX | HAS_LAYER;

  private static final int KEYFRAME_HEADER_LENGTH = 10;
  private static final int FRAME_TAG_LENGTH = 3;

  private boolean described;
  private boolean started;
  private boolean nonReference;
  private int extension;
  private int baseIndex;
  private int layerByte;

  @Override
  public void begin(boolean afterLoss) {
    described = false;
    started = false;
  }

  @Override
  public DropReason append(
      byte[] data, int offset, int length, boolean afterLoss, FrameBuffer frame) {
    boolean first = !described;
    int descriptor = readDescriptor(data, offset, offset + length);
    if (descriptor == 0 || descriptor == length) {
      return DropReason.MALFORMED;
    }
    boolean frameStart = (data[offset] & START_AND_PARTITION) == FRAME_START;
    if (first) {
      started = frameStart;
    } else if (frameStart) {
      return DropReason.MALFORMED;
    }
    frame.append(data, offset + descriptor, length - descriptor);
    return null;
  }

  /**
   * Reads what the descriptor says of the frame; all packets of a frame say the same.
   *
   * @return its length; 0 when it is cut short
   */
  private int readDescriptor(byte[] data, int offset, int end) {
    int at = offset + 1;
    int newExtension = 0;
    int newBaseIndex = 0;
    int newLayerByte = 0;
    if ((data[offset] & EXTENDED) != 0) {
      newExtension = byteAt(data, at++, end);
      if ((newExtension & HAS_PICTURE_ID) != 0) {
        at += byteAt(data, at, end) >= 0x80 ? 2 : 1;
      }
      if ((newExtension & HAS_BASE_INDEX) != 0) {
        newBaseIndex = byteAt(data, at++, end);
      }
      if ((newExtension & HAS_LAYER_OR_KEY_INDEX) != 0) {
        newLayerByte = byteAt(data, at++, end);
      }
    }
    if (at > end) {
      return 0;
    }
    described = true;
    nonReference = (data[offset] & NON_REFERENCE) != 0;
    extension = newExtension;
    baseIndex = newBaseIndex;
    layerByte = newLayerByte;
    return at - offset;
  }

  private static int byteAt(byte[] data, int position, int end) {
    return position < end ? data[position] & 0xFF : 0;
  }

  @Override
  public DropReason end(boolean whole, FrameBuffer frame, FrameTraits traits) {
    traits.picture = true;
    traits.headPresent = started;
    if (described) {
      traits.nonReference = nonReference;
      traits.layered = (extension & LAYERED) == LAYERED;
    }
    if (traits.layered) {
      traits.temporalLayer = layerByte >> 6;
      traits.refersToBaseOnly = (layerByte & 0x20) != 0;
      traits.baseIndex = baseIndex;
    }
    if (!whole || !started) {
      return null;
    }
    traits.keyframe = (frame.data()[0] & 1) == 0;
    return firstPartitionFits(frame, traits.keyframe) ? null : DropReason.MALFORMED;
  }

  /** The least that decoders ask for. RFC 6386 §9.1. */
  private static boolean firstPartitionFits(FrameBuffer frame, boolean keyframe) {
    int header = keyframe ? KEYFRAME_HEADER_LENGTH : FRAME_TAG_LENGTH;
    if (frame.length() < header) {
      return false;
    }
    byte[] data = frame.data();
    int tag = (data[0] & 0xFF) | (data[1] & 0xFF) << 8 | (data[2] & 0xFF) << 16;
    return tag >> 5 <= frame.length() - header;
  }

  @Override
  public Optional<CodecConfiguration> configuration(FrameBuffer frame) {
    return Vp8FrameHeader.configuration(frame.data(), 0, frame.length());
  }
}
