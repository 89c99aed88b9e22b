package dev.sluice.recorder.codec;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.Optional;

/**
 * A sequence header OBU, and av1C with it. AV1 §5.5; AV1 Codec ISO Media File Format Binding
 * §2.3.3, which AV1's Matroska mapping takes over.
 *
 * <pre>
 *   0  1 0000001          marker, version
 *   1  ppp lllll          profile, level
 *   2  t h w m x y ss     tier, high bit depth, twelve bit, monochrome, subsampling, position
 *   3  000 0 0000         no presentation delay
 *   4  the sequence header OBU, with a size field
 * </pre>
 */
public final class Av1SequenceHeader {

  private static final int MAX_LENGTH = 1024;
  private static final int MATRIX_IDENTITY = 0;
  private static final int PRIMARIES_BT_709 = 1;
  private static final int TRANSFER_SRGB = 13;
  private static final int SELECT_SCREEN_CONTENT_TOOLS = 2;

  private final BitReader bits;
  private int profile;
  private int level;
  private int tier;
  private int width;
  private int height;
  private boolean highBitDepth;
  private boolean twelveBit;
  private boolean monochrome;
  private int subsamplingX = 1;
  private int subsamplingY = 1;
  private int chromaSamplePosition;
  private VideoColour colour =
      new VideoColour(
          VideoColour.UNSPECIFIED, VideoColour.UNSPECIFIED, VideoColour.UNSPECIFIED, false);

  private boolean decoderModelInfo;
  private int bufferDelayLength;

  private Av1SequenceHeader(BitReader bits) {
    this.bits = bits;
  }

  /**
   * The configuration that a sequence header brings; empty if it is broken.
   *
   * @param data the OBU from its first byte, with or without a size field
   * @param length up to its end
   */
  public static Optional<CodecConfiguration> configuration(byte[] data, int offset, int length) {
    if (length < 2
        || length > MAX_LENGTH
        || Av1Obu.type(data[offset]) != Av1Obu.TYPE_SEQUENCE_HEADER) {
      return Optional.empty();
    }
    int payload = offset + Av1Obu.headerLength(data[offset]);
    int payloadLength = offset + length - payload;
    if (Av1Obu.hasSizeField(data[offset])) {
      payloadLength = Av1Obu.leb128(data, payload, offset + length);
      if (payloadLength < 0) {
        return Optional.empty();
      }
      payload += Av1Obu.leb128LengthAt(data, payload);
    }
    if (payloadLength < 1 || payload + payloadLength > offset + length) {
      return Optional.empty();
    }
    Av1SequenceHeader header = new Av1SequenceHeader(BitReader.of(data, payload, payloadLength));
    return header.read()
        ? Optional.of(header.configuration(data, offset, payload, payloadLength))
        : Optional.empty();
  }

  private CodecConfiguration configuration(byte[] data, int obu, int payload, int payloadLength) {
    return CodecConfiguration.video(
        Codec.AV1, width, height, av1C(data, obu, payload, payloadLength), Optional.of(colour));
  }

  private byte[] av1C(byte[] data, int obu, int payload, int payloadLength) {
    int sizeLength = Av1Obu.leb128Length(payloadLength);
    int headerLength = Av1Obu.headerLength(data[obu]);
    byte[] record = new byte[4 + headerLength + sizeLength + payloadLength];
    record[0] = (byte) 0x81;
    record[1] = (byte) (profile << 5 | level);
    record[2] =
        (byte)
            (tier << 7
                | (highBitDepth ? 0x40 : 0)
                | (twelveBit ? 0x20 : 0)
                | (monochrome ? 0x10 : 0)
                | subsamplingX << 3
                | subsamplingY << 2
                | chromaSamplePosition);
    System.arraycopy(data, obu, record, 4, headerLength);
    record[4] |= Av1Obu.HAS_SIZE_FIELD;
    Av1Obu.writeLeb128(payloadLength, record, 4 + headerLength);
    System.arraycopy(data, payload, record, 4 + headerLength + sizeLength, payloadLength);
    return record;
  }

  /** Reads sequence_header_obu() as far as the colours. AV1 §5.5.1 */
  private boolean read() {
    profile = bits.bits(3);
    bits.flag(); // still_picture
    boolean reducedStillPicture = bits.flag();
    if (reducedStillPicture) {
      level = bits.bits(5);
    } else {
      readOperatingPoints();
    }
    int widthBits = bits.bits(4) + 1;
    int heightBits = bits.bits(4) + 1;
    width = bits.bits(widthBits) + 1;
    height = bits.bits(heightBits) + 1;
    if (!reducedStillPicture && bits.flag()) {
      bits.skip(4 + 3); // delta_frame_id_length_minus_2, additional_frame_id_length_minus_1
    }
    bits.skip(3); // use_128x128_superblock, enable_filter_intra, enable_intra_edge_filter
    if (!reducedStillPicture) {
      readTools();
    }
    bits.skip(3); // enable_superres, enable_cdef, enable_restoration
    readColorConfig();
    return !bits.exhausted() && profile <= 2;
  }

  private void readOperatingPoints() {
    boolean timingInfo = bits.flag();
    if (timingInfo) {
      readTimingInfo();
    }
    boolean initialDisplayDelay = bits.flag();
    int operatingPoints = bits.bits(5) + 1;
    for (int point = 0; point < operatingPoints; point++) {
      bits.skip(12); // operating_point_idc
      int pointLevel = bits.bits(5);
      int pointTier = pointLevel > 7 ? bits.bits(1) : 0;
      if (point == 0) {
        level = pointLevel;
        tier = pointTier;
      }
      if (decoderModelInfo && bits.flag()) {
        bits.skip(2 * bufferDelayLength + 1); // operating_parameters_info
      }
      if (initialDisplayDelay && bits.flag()) {
        bits.skip(4); // initial_display_delay_minus_1
      }
    }
  }

  private void readTimingInfo() {
    bits.skip(32 + 32); // num_units_in_display_tick, time_scale
    if (bits.flag()) {
      bits.skipUvlc(); // num_ticks_per_picture_minus_1
    }
    decoderModelInfo = bits.flag();
    if (decoderModelInfo) {
      bufferDelayLength = bits.bits(5) + 1;
      bits.skip(32 + 5 + 5); // num_units_in_decoding_tick, two lengths
    }
  }

  private void readTools() {
    bits.skip(4); // interintra, masked compound, warped motion, dual filter
    boolean orderHint = bits.flag();
    if (orderHint) {
      bits.skip(2); // enable_jnt_comp, enable_ref_frame_mvs
    }
    int screenContent = bits.flag() ? SELECT_SCREEN_CONTENT_TOOLS : bits.bits(1);
    if (screenContent > 0 && !bits.flag()) {
      bits.skip(1); // seq_force_integer_mv
    }
    if (orderHint) {
      bits.skip(3); // order_hint_bits_minus_1
    }
  }

  /** AV1 §5.5.2 */
  private void readColorConfig() {
    highBitDepth = bits.flag();
    twelveBit = profile == 2 && highBitDepth && bits.flag();
    monochrome = profile != 1 && bits.flag();
    int primaries = VideoColour.UNSPECIFIED;
    int transfer = VideoColour.UNSPECIFIED;
    int matrix = VideoColour.UNSPECIFIED;
    if (bits.flag()) {
      primaries = bits.bits(8);
      transfer = bits.bits(8);
      matrix = bits.bits(8);
    }
    boolean srgb =
        primaries == PRIMARIES_BT_709 && transfer == TRANSFER_SRGB && matrix == MATRIX_IDENTITY;
    boolean fullRange = (!monochrome && srgb) || bits.flag();
    if (!monochrome) {
      readSubsampling(srgb);
    }
    colour = new VideoColour(primaries, transfer, matrix, fullRange);
  }

  private void readSubsampling(boolean srgb) {
    if (srgb || profile == 1) {
      subsamplingX = 0;
      subsamplingY = 0;
    } else if (profile == 2) {
      subsamplingX = twelveBit ? bits.bits(1) : 1;
      subsamplingY = twelveBit && subsamplingX == 1 ? bits.bits(1) : 0;
    }
    if (subsamplingX == 1 && subsamplingY == 1) {
      chromaSamplePosition = bits.bits(2);
    }
  }
}
